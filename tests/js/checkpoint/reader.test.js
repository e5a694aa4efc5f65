import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { sentence } from "../../../static/js/checkpoint/problems.js";
import { read } from "../../../static/js/checkpoint/reader.js";
import { Call, Machine, Unreadable } from "../../../static/js/checkpoint/unpickle.js";

/** Files with what Python reads of them: written by tests/checkpoint/shared_cases.py. */
const CASES = JSON.parse(
  readFileSync(new URL("../../checkpoint/shared_cases.json", import.meta.url), "utf8"),
);

for (const { name, content, answer, problem } of CASES)
  test(`${name} is read as Python reads it`, async () => {
    const file = new Blob([Buffer.from(content, "base64")]);
    if (answer === null)
      return assert.rejects(read(file), (error) => {
        assert.ok(error instanceof Unreadable);
        assert.equal(sentence(error.message), problem);
        return true;
      });
    const found = await read(file);
    assert.deepEqual(
      {
        format: found.format,
        path: found.path,
        module: found.module,
        tensors: Object.fromEntries(found.tensors),
      },
      answer,
    );
  });

/** What a pickle holds. @param {number[]} codes */
const load = (codes) => new Machine(new Uint8Array(codes), true).load();

test("a call in a pickle stays a value", () => {
  const codes = [..."cos\nsystem\n"].map((it) => it.charCodeAt(0));
  const found = load([0x80, 2, ...codes, 0x29, 0x52, 0x2e]);
  assert.ok(found instanceof Call);
  assert.equal(found.target.name, "system");
});

test("numbers are read as little-endian and signed", () => {
  assert.equal(load([0x4a, 0xfe, 0xff, 0xff, 0xff, 0x2e]), -2);
  assert.equal(load([0x4d, 1, 2, 0x2e]), 513);
  assert.equal(load([0x8a, 2, 0, 0x80, 0x2e]), -32768);
  assert.equal(load([0x8a, 9, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0x2e]), 2n ** 64n);
});

/** A file that says where it is read, with nothing in it but what is given by place.
 * @param {number} size @param {[number, Uint8Array][]} parts */
function sparse(size, parts) {
  const slices = [];
  const slice = (start, end) => {
    slices.push(end - start);
    const bytes = new Uint8Array(end - start);
    for (const [place, part] of parts)
      for (let i = Math.max(start, place); i < Math.min(end, place + part.length); i++)
        bytes[i - start] = part[i - place];
    return { arrayBuffer: async () => bytes.buffer };
  };
  return { size, slice, slices };
}

test("less than a megabyte is read of a hundred", async () => {
  const { content } = CASES.find((it) => it.name === "legacy.pth");
  const legacy = sparse(100_000_000, [[0, Buffer.from(content, "base64")]]);
  const found = await read(legacy);
  assert.equal(found.format, "legacy");
  const bytes = legacy.slices.reduce((sum, it) => sum + it, 0);
  assert.equal(found.read, bytes);
  assert.ok(bytes < 1_000_000, `${bytes} bytes`);
});

for (const length of [0x4b50, 0x0280])
  test(`a header whose length begins as another format (${length}) is safetensors`, async () => {
    const header = '{"conv1.weight":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
    const start = new Uint8Array(8);
    new DataView(start.buffer).setUint32(0, length, true);
    const found = await read(new Blob([start, header.padEnd(length), new Uint8Array(4)]));
    assert.equal(found.format, "safetensors");
    assert.deepEqual(found.tensors.get("conv1.weight").shape, [1]);
  });
