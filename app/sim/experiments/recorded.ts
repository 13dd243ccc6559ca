/** Data, not code: written by "npm run -s lab -- startup --record"; the same guests count the same again (recorded.test.ts). */
import type { Measurements } from "./measurements";

// biome-ignore format: a table
export const RECORDED: Measurements = {
  "imageSha256": "eec4eeead43229ebe6107248c4f93fa32cc013ca6cde8be648478a7b1a201d4b",
  "when": "when the lab was made",
  "guests": {
    "vm-bios": {
      "virtualMs": 434.587261,
      "haltedMs": 169.489647,
      "instructions": 133075114,
      "exits": 88015,
      "memoryMiB": 32,
      "pagesTouched": 2251,
      "phases": [
        {
          "name": "firmware",
          "virtualMs": 89.894386
        },
        {
          "name": "decompression",
          "virtualMs": 155.91453
        },
        {
          "name": "kernel",
          "virtualMs": 188.375087
        },
        {
          "name": "init",
          "virtualMs": 0.403258
        }
      ],
      "idle": {
        "instructions": 1248255,
        "exits": 138
      }
    },
    "vm-direct": {
      "virtualMs": 189.231454,
      "haltedMs": 171.93018,
      "instructions": 15501274,
      "exits": 1200,
      "memoryMiB": 32,
      "pagesTouched": 1999,
      "phases": [
        {
          "name": "loader",
          "virtualMs": 0.111593
        },
        {
          "name": "kernel",
          "virtualMs": 188.721394
        },
        {
          "name": "init",
          "virtualMs": 0.398467
        }
      ],
      "idle": {
        "instructions": 1243770,
        "exits": 138
      }
    },
    "pv-direct": {
      "virtualMs": 12.907192,
      "haltedMs": 0.833392,
      "instructions": 10209300,
      "exits": 1243,
      "memoryMiB": 32,
      "pagesTouched": 2064,
      "phases": [
        {
          "name": "loader",
          "virtualMs": 0.117621
        },
        {
          "name": "kernel",
          "virtualMs": 11.119598
        },
        {
          "name": "init",
          "virtualMs": 1.669973
        }
      ],
      "idle": {
        "instructions": 901403,
        "exits": 88
      }
    },
    "pv-one-program": {
      "virtualMs": 12.715357,
      "haltedMs": 0,
      "instructions": 10841857,
      "exits": 1249,
      "memoryMiB": 32,
      "pagesTouched": 2042,
      "phases": [
        {
          "name": "loader",
          "virtualMs": 0.117621
        },
        {
          "name": "kernel",
          "virtualMs": 11.252342
        },
        {
          "name": "init",
          "virtualMs": 1.345394
        }
      ],
      "idle": {
        "instructions": 113985,
        "exits": 80
      }
    },
    "pv-snapshot": {
      "virtualMs": 0.059978,
      "haltedMs": 0,
      "instructions": 49478,
      "exits": 7,
      "memoryMiB": 32,
      "pagesTouched": 1774,
      "phases": [
        {
          "name": "resume",
          "virtualMs": 0.059978
        }
      ],
      "idle": {
        "instructions": 114963,
        "exits": 82
      }
    },
    "unikernel-kv": {
      "virtualMs": 0.063493,
      "haltedMs": 0,
      "instructions": 6493,
      "exits": 38,
      "memoryMiB": 4,
      "pagesTouched": 7,
      "phases": [
        {
          "name": "loader",
          "virtualMs": 0.000014
        },
        {
          "name": "kernel",
          "virtualMs": 0.063479
        }
      ],
      "idle": {
        "instructions": 0,
        "exits": 0
      }
    },
    "unikernel-hello": {
      "virtualMs": 0.003789,
      "haltedMs": 0,
      "instructions": 2289,
      "exits": 1,
      "memoryMiB": 4,
      "pagesTouched": 4,
      "phases": [
        {
          "name": "loader",
          "virtualMs": 0.000014
        },
        {
          "name": "kernel",
          "virtualMs": 0.003775
        }
      ],
      "idle": null
    }
  },
  "containers": {
    "by hand": {
      "virtualMs": 2.45825,
      "phases": [
        {
          "name": "engine",
          "virtualMs": 0.000426,
          "runtimeMs": 0.000426
        },
        {
          "name": "rootfs",
          "virtualMs": 1.072455,
          "runtimeMs": 0.000426
        },
        {
          "name": "shim",
          "virtualMs": 0.214278,
          "runtimeMs": 0.000426
        },
        {
          "name": "configuration",
          "virtualMs": 0.051436,
          "runtimeMs": 0.000426
        },
        {
          "name": "cgroup",
          "virtualMs": 0.344306,
          "runtimeMs": 0.000426
        },
        {
          "name": "namespaces",
          "virtualMs": 0.451586,
          "runtimeMs": 0.000426
        },
        {
          "name": "handshake",
          "virtualMs": 0.079951,
          "runtimeMs": 0.000426
        },
        {
          "name": "network",
          "virtualMs": 0.243386,
          "runtimeMs": 0
        },
        {
          "name": "program",
          "virtualMs": 0.000426,
          "runtimeMs": 0
        }
      ]
    },
    "crun": {
      "virtualMs": 16.220592,
      "phases": [
        {
          "name": "engine",
          "virtualMs": 0.000426,
          "runtimeMs": 0.000426
        },
        {
          "name": "rootfs",
          "virtualMs": 3.367407,
          "runtimeMs": 2.29415
        },
        {
          "name": "shim",
          "virtualMs": 0.214278,
          "runtimeMs": 0.000426
        },
        {
          "name": "configuration",
          "virtualMs": 3.109734,
          "runtimeMs": 3.058724
        },
        {
          "name": "cgroup",
          "virtualMs": 2.63803,
          "runtimeMs": 2.29415
        },
        {
          "name": "namespaces",
          "virtualMs": 5.039033,
          "runtimeMs": 4.587873
        },
        {
          "name": "handshake",
          "virtualMs": 1.607872,
          "runtimeMs": 1.529575
        },
        {
          "name": "network",
          "virtualMs": 0.243386,
          "runtimeMs": 0
        },
        {
          "name": "program",
          "virtualMs": 0.000426,
          "runtimeMs": 0
        }
      ]
    },
    "runc": {
      "virtualMs": 31.07439,
      "phases": [
        {
          "name": "engine",
          "virtualMs": 0.000426,
          "runtimeMs": 0.000426
        },
        {
          "name": "rootfs",
          "virtualMs": 5.841179,
          "runtimeMs": 4.76915
        },
        {
          "name": "shim",
          "virtualMs": 0.214278,
          "runtimeMs": 0.000426
        },
        {
          "name": "configuration",
          "virtualMs": 6.409734,
          "runtimeMs": 6.358724
        },
        {
          "name": "cgroup",
          "virtualMs": 5.11303,
          "runtimeMs": 4.76915
        },
        {
          "name": "namespaces",
          "virtualMs": 9.989033,
          "runtimeMs": 9.537873
        },
        {
          "name": "handshake",
          "virtualMs": 3.266696,
          "runtimeMs": 3.188399
        },
        {
          "name": "network",
          "virtualMs": 0.239588,
          "runtimeMs": 0
        },
        {
          "name": "program",
          "virtualMs": 0.000426,
          "runtimeMs": 0
        }
      ]
    },
    "docker": {
      "virtualMs": 64.473958,
      "phases": [
        {
          "name": "engine",
          "virtualMs": 18.931388,
          "runtimeMs": 18.931388
        },
        {
          "name": "rootfs",
          "virtualMs": 5.805195,
          "runtimeMs": 4.733166
        },
        {
          "name": "shim",
          "virtualMs": 12.834923,
          "runtimeMs": 12.621067
        },
        {
          "name": "configuration",
          "virtualMs": 6.361757,
          "runtimeMs": 6.310747
        },
        {
          "name": "cgroup",
          "virtualMs": 5.077046,
          "runtimeMs": 4.733166
        },
        {
          "name": "namespaces",
          "virtualMs": 9.917067,
          "runtimeMs": 9.465907
        },
        {
          "name": "handshake",
          "virtualMs": 3.242707,
          "runtimeMs": 3.16441
        },
        {
          "name": "network",
          "virtualMs": 2.303449,
          "runtimeMs": 0
        },
        {
          "name": "program",
          "virtualMs": 0.000426,
          "runtimeMs": 0
        }
      ]
    }
  },
  "pooledMs": 3.257847,
  "memory": {
    "process": 48435.2,
    "container": 173465.6
  },
  "together": [
    {
      "instances": 1,
      "cores": 2,
      "startedMs": [
        13
      ],
      "pages": 2745,
      "mergedPages": 409
    },
    {
      "instances": 2,
      "cores": 2,
      "startedMs": [
        13,
        13
      ],
      "pages": 5490,
      "mergedPages": 2371
    },
    {
      "instances": 4,
      "cores": 2,
      "startedMs": [
        25,
        25,
        30,
        30
      ],
      "pages": 10979,
      "mergedPages": 6263
    }
  ],
  "io": [
    {
      "workload": "disk-read",
      "device": "ide-pio",
      "bytes": 4194304,
      "exits": 1124046,
      "interrupts": 8448,
      "virtualMs": 1723.430792
    },
    {
      "workload": "disk-read",
      "device": "ide-dma",
      "bytes": 4194304,
      "exits": 858,
      "interrupts": 33,
      "virtualMs": 27.405137
    },
    {
      "workload": "disk-read",
      "device": "virtio-blk",
      "bytes": 4194304,
      "exits": 66,
      "interrupts": 33,
      "virtualMs": 7.633012
    },
    {
      "workload": "disk-write",
      "device": "ide-pio",
      "bytes": 4194304,
      "exits": 1089846,
      "interrupts": 8207,
      "virtualMs": 1668.314967
    },
    {
      "workload": "disk-write",
      "device": "ide-dma",
      "bytes": 4194304,
      "exits": 2891,
      "interrupts": 111,
      "virtualMs": 83.061668
    },
    {
      "workload": "disk-write",
      "device": "virtio-blk",
      "bytes": 4194304,
      "exits": 20,
      "interrupts": 10,
      "virtualMs": 10.7931
    },
    {
      "workload": "net-receive",
      "device": "ne2k",
      "bytes": 4194304,
      "exits": 1174306,
      "interrupts": 761,
      "virtualMs": 1793.530124
    },
    {
      "workload": "net-receive",
      "device": "virtio-net",
      "bytes": 4194304,
      "exits": 3595,
      "interrupts": 2339,
      "virtualMs": 46.565892
    },
    {
      "workload": "net-send",
      "device": "ne2k",
      "bytes": 4194304,
      "exits": 1264673,
      "interrupts": 3216,
      "virtualMs": 2031.144413
    },
    {
      "workload": "net-send",
      "device": "virtio-net",
      "bytes": 4194304,
      "exits": 1316,
      "interrupts": 1036,
      "virtualMs": 136.692481
    },
    {
      "workload": "ping",
      "device": "ne2k",
      "bytes": 196000,
      "exits": 102164,
      "interrupts": 2004,
      "virtualMs": 10088.210403
    },
    {
      "workload": "ping",
      "device": "virtio-net",
      "bytes": 196000,
      "exits": 3036,
      "interrupts": 2004,
      "virtualMs": 10018.866166
    },
    {
      "workload": "console",
      "device": "uart",
      "bytes": 65536,
      "exits": 77952,
      "interrupts": 64,
      "virtualMs": 122.068842
    },
    {
      "workload": "console",
      "device": "virtio-console",
      "bytes": 65536,
      "exits": 64,
      "interrupts": 32,
      "virtualMs": 2.276707
    }
  ]
};
