/** A client that does not notice a wrong reply measures nothing: each way to be wrong is noticed. */
import { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import { exchangesPerConnection } from '../protocol/framing/framing.ts';
import { framings, type FramingName } from '../protocol/framing/index.ts';
import { createService, type ServiceSpec } from '../protocol/service.ts';
import { createExchange, WrongReplyError, type Exchange } from './exchange.ts';

const headerBytes = 4;

function exchange(framing: FramingName, service: ServiceSpec = { kind: 'echo' }, payloadBytes = 64): Exchange {
  const limits = { maxMessageBytes: 1 << 20, messageBytes: payloadBytes };
  return createExchange({ framing: framings[framing], limits, service, payloadBytes, seed: 5 });
}

function request(from: Exchange): Buffer {
  return Buffer.from(from.request());
}

describe.each(Object.keys(framings) as FramingName[])('%s', (framing) => {
  const requests = Math.min(300, exchangesPerConnection(framings[framing]));

  test('accepts its own requests as echoes, and counts them', () => {
    const client = exchange(framing);
    client.thorough = true;
    const stream = Buffer.concat(Array.from({ length: requests }, () => request(client)));
    let replies = 0;
    for (let at = 0; at < stream.length; at += 37) client.receive(stream.subarray(at, at + 37), () => replies++);
    client.end(() => replies++);
    expect(replies).toBe(requests);
  });

  test('notices more than was asked for', () => {
    const client = exchange(framing);
    const wire = request(client);
    client.receive(wire, () => {});
    expect(() => {
      client.receive(wire, () => {});
      client.end(() => {});
    }).toThrow(WrongReplyError);
  });
});

test('notices a stream that is wrong in one byte', () => {
  const client = exchange('raw');
  const wire = request(client);
  wire[63] = (wire[63] as number) ^ 1;
  expect(() => client.receive(wire, () => {})).toThrow(/stream is wrong/);
});

test('notices that the server closed inside a reply', () => {
  const client = exchange('length-u32');
  client.receive(request(client).subarray(0, 60), () => {});
  expect(() => client.end(() => {})).toThrow(/ended inside a message, 8 of 64 payload bytes missing/);
});

test('a reply that ends with the stream is checked like any other', () => {
  const client = exchange('until-close');
  const wire = request(client);
  wire[40] = (wire[40] as number) ^ 1;
  client.receive(wire, () => {});
  expect(() => client.end(() => {})).toThrow(/wrong at byte 40/);
});

test('stamps the payload where a header of digits looks like one', () => {
  for (let seed = 0; seed < 50; seed++) {
    const limits = { maxMessageBytes: 100, messageBytes: 16 };
    const spec = {
      framing: framings['length-ascii5'],
      limits,
      service: { kind: 'echo' },
      payloadBytes: 16,
      seed,
    } as const;
    expect(request(createExchange(spec)).subarray(0, 5).toString()).toBe('00016');
  }
});

test('notices a wrong length', () => {
  const client = exchange('length-u32');
  const wire = request(client);
  wire.writeUInt32BE(63);
  expect(() => client.receive(wire.subarray(0, -1), () => {})).toThrow(/63 bytes instead of 64/);
});

test('notices replies out of order by their stamps', () => {
  const client = exchange('length-u32');
  const [, second] = [request(client), request(client)];
  expect(() => client.receive(second, () => {})).toThrow(/reply 0 carries the stamp 1/);
});

test('notices a payload that is wrong outside the stamp, always when thorough and by samples otherwise', () => {
  const client = exchange('length-u32');
  const break1 = (wire: Buffer) => {
    wire[headerBytes + 40] = (wire[headerBytes + 40] as number) ^ 1;
    return wire;
  };
  client.receive(request(client), () => {});
  client.receive(break1(request(client)), () => {});
  client.thorough = true;
  expect(() => client.receive(break1(request(client)), () => {})).toThrow(/wrong at byte 40/);
  const sampled = exchange('length-u32');
  expect(() => sampled.receive(break1(request(sampled)), () => {})).toThrow(/wrong at byte 40/);
});

test('knows what work replies, and notices when the work was not done', () => {
  const service = { kind: 'work', iterations: 9 } as const;
  const client = exchange('length-u32', service);
  client.thorough = true;
  const wire = request(client);
  createService(service)(wire, headerBytes, wire.length);
  client.receive(wire, () => {});
  expect(() => client.receive(request(client), () => {})).toThrow(WrongReplyError);
});

test('payloads too short for a stamp are checked in full by samples', () => {
  const client = exchange('length-u32', { kind: 'echo' }, 3);
  const wire = request(client);
  wire[headerBytes] = 0;
  expect(() => client.receive(wire, () => {})).toThrow(WrongReplyError);
});
