import { CONTAINER_ADDRESS } from "@/app/guest/net/default-setup";

export interface Command {
  readonly id: string;
  readonly machine: string;
  readonly what: string;
  readonly line: string;
}

/** Lines to begin with, for the machines of the default network. */
export const commands: readonly Command[] = [
  {
    id: "vm-ping",
    machine: "vm",
    what: "Ping the container from the VM",
    line: `ping -c 3 ${CONTAINER_ADDRESS}`,
  },
  {
    id: "pv-ping",
    machine: "pv",
    what: "Ping the container from the PV guest",
    line: `ping -c 3 ${CONTAINER_ADDRESS}`,
  },
  {
    id: "vm-fetch",
    machine: "vm",
    what: "Fetch a page from the container",
    line: `wget -q -O - http://${CONTAINER_ADDRESS}/`,
  },
  {
    id: "container-fetch",
    machine: "host",
    what: "The container fetches from the VM",
    line: "docker exec web wget -q -O - http://10.0.0.1/",
  },
  {
    id: "vm-big",
    machine: "vm",
    what: "256 KiB from the container to the VM",
    line: `wget -q -O - http://${CONTAINER_ADDRESS}/big | wc -c`,
  },
  {
    id: "pv-big",
    machine: "pv",
    what: "256 KiB from the container to the PV guest",
    line: `wget -q -O - http://${CONTAINER_ADDRESS}/big | wc -c`,
  },
];
