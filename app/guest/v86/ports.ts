/**
 * v86 makes an object for each of the 65,536 ports when it builds a machine: half of the time that building takes. All but a
 * few stay empty, so here they share one object until a device registers itself.
 */

interface PortTable {
  ports: object[];
  create_empty_entry(): object;
  register_read(port: number, ...rest: unknown[]): void;
  register_write(port: number, ...rest: unknown[]): void;
}

/**
 * Runs `build`, in which v86 creates its port table. The table's class cannot be reached from outside, so the assignment of
 * its `ports` in the constructor is caught; nothing else can run meanwhile.
 */
export function withSharedEmptyPorts(build: () => void): void {
  Object.defineProperty(Object.prototype, "ports", {
    configurable: true,
    set(this: PortTable, ports: object[]) {
      release();
      this.ports = ports;
      share(this);
    },
  });
  try {
    build();
  } finally {
    release();
  }
}

const release = (): void => void Reflect.deleteProperty(Object.prototype, "ports");

function share(table: PortTable): void {
  const makeEntry = table.create_empty_entry;
  const empty = makeEntry.call(table);
  table.create_empty_entry = () => empty;
  const own = (port: number): void => {
    if (table.ports[port] === empty) table.ports[port] = makeEntry.call(table);
  };
  for (const name of ["register_read", "register_write"] as const) {
    const register = table[name];
    table[name] = (port, ...rest) => {
      own(port);
      register.call(table, port, ...rest);
    };
  }
}
