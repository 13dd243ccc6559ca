/** A VM, a PV guest and a machine with a container, on one switch: each can reach each other, and the container by its own address. */
import type { NetworkSetupInput } from "./setup";

/** Where docker0 puts the first container. */
export const CONTAINER_ADDRESS = "172.17.0.2";
const CONTAINER_HOST = "10.0.0.3";

const TO_CONTAINERS = `ip route add 172.17.0.0/16 via ${CONTAINER_HOST}`;
const SERVE = (words: string) => `mkdir -p /tmp/www && echo '${words}' > /tmp/www/index.html`;

export const DEFAULT_NETWORK: NetworkSetupInput = {
  name: "A VM, a PV guest and a container",
  machines: [
    {
      id: "vm",
      name: "VM",
      kind: "vm",
      address: "10.0.0.1",
      script: `${TO_CONTAINERS}\n${SERVE("Hello from the VM")} && httpd -p 80 -h /tmp/www`,
    },
    {
      id: "pv",
      name: "PV guest",
      kind: "pv",
      address: "10.0.0.2",
      script: `${TO_CONTAINERS}\n${SERVE("Hello from the PV guest")} && httpd -p 80 -h /tmp/www`,
    },
    {
      id: "host",
      name: "Container host",
      kind: "container",
      address: CONTAINER_HOST,
      script: `${SERVE("Hello from the container")}
dd if=/dev/zero of=/tmp/www/big bs=1024 count=256 2>/dev/null
docker run -d --name web -v /tmp/www:/www busybox httpd -f -p 80 -h /www`,
    },
  ],
};
