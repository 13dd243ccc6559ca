import type { BuiltInSetup } from "./index";

const SCRIPT = `docker network create lab
for n in 1 2 3; do
  docker run -d --name web$n --network lab -p 808$n:80 -m 32m web
done
`;

export const threeServers: BuiltInSetup = {
  id: "three-servers",
  what: "Three containers with a web server each, on one network. Fetch one from the host (wget -q -O - http://127.0.0.1:8081/) or from another container by its name, and see that each has its own process 1.",
  setup: { name: "Three web servers", script: SCRIPT },
};
