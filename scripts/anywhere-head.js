// The first script of every page (scripts/anywhere.mjs puts it there): it finds out below which path the site is, from where the
// page is, and says it to all that would else begin at the root of the host. At the root of a host it changes nothing.
{
  const root = new URL("__UP__", location.href).pathname.slice(0, -1);
  // Where the bundler's runtime loads from, in the page and in its workers.
  self.TURBOPACK_CHUNK_BASE_PATH = `${root}/_next/`;
  self.triptychRow = ([kind, text]) =>
    self.__next_f.push([kind, text.replaceAll(/"\/(_next|v86|images|icon)/g, `"${root}/$1`)]);
  if (root !== "") {
    const mend = (link) => {
      const href = link.getAttribute("href");
      if (href?.startsWith("/") && !href.startsWith(`${root}/`)) link.setAttribute("href", root + href);
    };
    const links = (node) =>
      node instanceof HTMLAnchorElement ? [node] : (node.querySelectorAll?.("a[href]") ?? []);
    new MutationObserver((records) => {
      for (const { target, addedNodes } of records) {
        if (target instanceof HTMLAnchorElement) mend(target);
        for (const node of addedNodes) for (const link of links(node)) mend(link);
      }
    }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["href"] });
    // The router knows no path before its own: a link is followed by the browser instead.
    addEventListener("click", (event) => event.target.closest?.("a[href]") && event.stopPropagation(), true);
  }
}
