/** Lessons whose lab has no columns: hosts with their guests, networks, simulated kernels, paths, experiments. */
import { readLessons } from "./lessons";
import { performLessons } from "./solvable.test-kit";

performLessons(readLessons().filter(({ scenario }) => !("columns" in scenario)));
