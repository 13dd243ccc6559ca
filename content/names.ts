/** How the parts of a lesson are named. */
import { z } from "zod";

export const name = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "lower-case words joined by hyphens")
  .max(60);
