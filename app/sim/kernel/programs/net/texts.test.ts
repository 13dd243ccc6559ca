import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeUrl, httpDate } from "./httpd";
import { broadcastOf, maskText, prefixOfMask } from "./ifconfig";
import { integer, looseIpv4, matches, parseIpPrefix } from "./ip/context";
import { type Json, writeJson } from "./ip/json";
import { numericAddress, splitHostPort } from "./names";
import { echoRequest, internetChecksum } from "./ping";

describe("addresses as programs read them", () => {
  it("follow inet_aton", () => {
    expect(
      ["10.0.0.1", "127.1", "0x7f000001", "1.2.3", "256.1.1.1", "1.2.3.4.5", "a", ""].map(numericAddress),
    ).toEqual(["10.0.0.1", "127.0.0.1", "127.0.0.1", "1.2.0.3", undefined, undefined, undefined, undefined]);
  });

  it("follow iproute2 where it reads them", () => {
    expect(["10", "10.1", "10.1.2.3", "10.1.2.300", "x"].map(looseIpv4)).toEqual([
      "10.0.0.0",
      "10.1.0.0",
      "10.1.2.3",
      undefined,
      undefined,
    ]);
    expect(parseIpPrefix("10/8")).toEqual({ address: "10.0.0.0", prefix: 8, explicit: true });
    expect(parseIpPrefix("10.0.0.1/255.255.0.0")?.prefix).toBe(16);
    expect(parseIpPrefix("10.0.0.1/33")).toBeUndefined();
    expect([integer("0x10"), integer("010"), integer("12"), integer("1a")]).toEqual([16, 8, 12, undefined]);
    expect([matches("a", "address"), matches("", "address"), matches("addx", "address")]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("never throw, whatever the text is", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        numericAddress(text);
        parseIpPrefix(text);
        decodeUrl(text, true);
        splitHostPort(text);
      }),
    );
  });

  it("have masks and broadcast addresses", () => {
    for (let prefix = 0; prefix <= 32; prefix++) expect(prefixOfMask(maskText(prefix))).toBe(prefix);
    expect(prefixOfMask("255.0.255.0")).toBeUndefined();
    expect(broadcastOf("10.1.2.3", 20)).toBe("10.1.15.255");
  });
});

describe("texts", () => {
  it("dates are RFC 1123's", () => {
    expect([0, 951_782_400, 1_767_225_602].map(httpDate)).toEqual([
      "Thu, 01 Jan 1970 00:00:00 GMT",
      "Tue, 29 Feb 2000 00:00:00 GMT",
      "Thu, 01 Jan 2026 00:00:02 GMT",
    ]);
  });

  it("paths of requests are decoded, or refused", () => {
    expect([
      decodeUrl("a%20b+c", true),
      decodeUrl("a+b", false),
      decodeUrl("%0", false),
      decodeUrl("%00", false),
    ]).toEqual(["a b c", "a+b", undefined, undefined]);
  });

  it("JSON is JSON, compact and pretty", () => {
    const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.integer(),
        fc.string({ unit: "grapheme-ascii" }),
        fc.boolean(),
        fc.array(tie("value"), { maxLength: 4 }),
        fc.dictionary(fc.constantFrom("a", "b", "c"), tie("value"), { noNullPrototype: true }),
      ),
    })).value;
    fc.assert(
      fc.property(json, fc.boolean(), (value, pretty) => {
        expect(JSON.parse(writeJson(value, pretty))).toEqual(value);
      }),
    );
    expect(writeJson([{ a: [], b: ["x", "y"], c: undefined }], true)).toBe(
      '[ {\n        "a": [ ],\n        "b": [ "x","y" ]\n    } ]',
    );
  });

  it("echo requests have a right checksum", () => {
    fc.assert(
      fc.property(fc.nat(65535), fc.nat(65535), fc.uint8Array(), (id, sequence, data) => {
        expect(internetChecksum(echoRequest(id, sequence, data))).toBe(0);
      }),
    );
  });
});
