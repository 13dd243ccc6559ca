/** The pages of the site beside the first one, in the order of its bar. */
export const PAGES = [
  { href: "/workbench/", name: "Workbench" },
  { href: "/lessons/", name: "Lessons" },
  { href: "/host/", name: "One host" },
  { href: "/containers/", name: "Containers" },
  { href: "/network/", name: "Network" },
  { href: "/path/", name: "Path of an I/O" },
  { href: "/experiments/", name: "Experiments" },
  { href: "/model/", name: "Model" },
] as const;
