export const settingsKey = "triptych.settings";

/**
 * Runs before the first paint, so that a saved theme does not flash. It reads what settings.ts has stored, and a broken
 * or forbidden store means the defaults.
 */
export const applySavedSettings = `try {
  const saved = JSON.parse(localStorage.getItem("${settingsKey}"))?.state;
  if (saved?.theme === "light" || saved?.theme === "dark") document.documentElement.dataset.theme = saved.theme;
  if (saved?.presenter === true) document.documentElement.dataset.presenter = "on";
} catch {}`;
