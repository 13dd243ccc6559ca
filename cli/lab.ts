/** The headless lab: `npm run -s lab -- <verb> …`. */
import { main } from "./main";

// A reader that has seen enough (`lab … | head -1`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 3));

process.exitCode = await main(process.argv.slice(2));
