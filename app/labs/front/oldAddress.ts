/** What the workbench reads from its address (`readUrlRequest`): of the whole lab, or of one column. */
const OF_THE_LAB = /^(columns|via|seed|autoboot|cores)$/;
const OF_A_COLUMN = /^(vm|container|pv)[2-9]?\./;

/** Whether an address has anything in its query that was meant for the workbench. */
export const meansWorkbench = (search: string): boolean =>
  [...new URLSearchParams(search).keys()].some((name) => OF_THE_LAB.test(name) || OF_A_COLUMN.test(name));
