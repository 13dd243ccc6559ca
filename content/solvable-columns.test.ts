/** Lessons whose lab has columns of guests, as the workbench has. */
import { readLessons } from "./lessons";
import { performLessons } from "./solvable.test-kit";

performLessons(readLessons().filter(({ scenario }) => "columns" in scenario));
