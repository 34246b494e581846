/** A client that does not notice a wrong reply measures nothing: each way to be wrong is noticed. */
import { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import { ByteWriter } from '../protocol/byte-writer.ts';
import { exchangesPerConnection } from '../protocol/framing/framing.ts';
import { framingNames, framings, type FramingName } from '../protocol/framing/index.ts';
import type { RequestedService } from '../protocol/requested-service.ts';
import { createService } from '../protocol/service.ts';
import { Session } from '../protocol/session.ts';
import { readIterations } from '../protocol/stamp.ts';
import { createExchange, WrongReplyError, type Exchange } from './exchange.ts';
import { classesInTurn } from './request-classes.ts';

const headerBytes = 4;

function exchange(framing: FramingName, service: RequestedService = { kind: 'echo' }, payloadBytes = 64): Exchange {
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

describe('a mixture', () => {
  const classes = [
    { share: 60, iterations: 3 },
    { share: 30, iterations: 0 },
    { share: 10, iterations: 500 },
  ];
  const mix = { kind: 'mix', classes } as const;
  const iterationsIn = (wire: Buffer) => readIterations(wire, headerBytes);
  /** What a server with that service replies. */
  const serve = (wire: Buffer, iterations: number | null = null) => {
    createService({ kind: 'work', iterations })(wire, headerBytes, wire.length);
    return wire;
  };

  test('asks for the rounds of each class, and tells of every reply of which class it is, in the order of the requests', () => {
    const client = exchange('length-u32', mix);
    client.thorough = true;
    const told: number[] = [];
    const asked: number[] = [];
    // More and more outstanding, as in an open loop behind a server that stalls.
    for (const outstanding of [1, 2, 500, 3]) {
      const wires = Array.from({ length: outstanding }, () => request(client));
      asked.push(...wires.map(iterationsIn));
      client.receive(Buffer.concat(wires.map((wire) => serve(wire))), (requestClass) => told.push(requestClass));
    }
    expect(told.map((requestClass) => classes[requestClass]?.iterations)).toEqual(asked);
    expect(new Set(told)).toEqual(new Set([0, 1, 2]));
  });

  test('tells the classes of what has no reply, and of what would follow, and takes none of them', () => {
    const client = exchange('length-u32', mix);
    const asked: number[] = [];
    const ask = () => {
      const wire = request(client);
      asked.push(iterationsIn(wire));
      return wire;
    };
    const replied = Array.from({ length: 40 }, () => serve(ask()));
    client.receive(Buffer.concat(replied), () => {});
    const waiting = Array.from({ length: 60 }, ask);
    const next = client.classesWithoutReply();
    const told = Array.from({ length: 160 }, () => classes[next()]?.iterations);
    client.thorough = true;
    expect(() => client.receive(Buffer.concat(waiting.map((wire) => serve(wire))), () => {})).not.toThrow();
    for (let i = 0; i < 100; i++) ask();
    expect(told).toEqual(asked.slice(40));
  });

  test('asks the same of every server that is compared, and goes on after a reconnection', () => {
    const [one, other] = [exchange('length-u32', mix), exchange('length-u32', mix)];
    for (let i = 0; i < 300; i++) {
      if (i % 7 === 0) other.reconnect();
      expect(iterationsIn(request(one))).toBe(iterationsIn(request(other)));
    }
  });

  test.each([0, 1, 2])(
    'notices a reply to class %d without its work, and one with the work of another',
    (wrongClass) => {
      for (const wrongRounds of [1, ...classes.map(({ iterations }) => iterations)]) {
        if (wrongRounds === classes[wrongClass]?.iterations) continue;
        const limits = { maxMessageBytes: 1 << 20, messageBytes: 64 };
        const spec = { framing: framings['length-u32'], limits, service: mix, payloadBytes: 64, seed: 5 };
        const client = createExchange(spec, () => classesInTurn(classes, wrongClass));
        client.thorough = true;
        const wire = serve(request(client), wrongRounds);
        expect(() => client.receive(wire, () => {})).toThrow(/reply 0 is wrong at byte [0-3]/);
      }
    },
  );

  test('notices a right answer to the question of another class', () => {
    const client = exchange('length-u32', mix);
    client.thorough = true;
    const wires = Array.from({ length: 200 }, () => request(client));
    const at = wires.findIndex((wire) => iterationsIn(wire) === 500);
    expect(at).toBeGreaterThan(0);
    client.receive(Buffer.concat(wires.slice(0, at).map((wire) => serve(wire))), () => {});
    const wire = wires[at] as Buffer;
    // As if bytes 12 to 15 had been those of a light request when it was worked on.
    (wires.find((one) => iterationsIn(one) === 3) ?? wire).copy(
      wire,
      headerBytes + 12,
      headerBytes + 12,
      headerBytes + 16,
    );
    expect(() => client.receive(serve(wire), () => {})).toThrow(WrongReplyError);
  });

  const withMessages = framingNames.filter((name) => framings[name].boundary !== 'none');
  test.each(withMessages)('is carried by %s', (framing) => {
    const client = exchange(framing, mix, 256);
    client.thorough = true;
    const requests = Math.min(100, exchangesPerConnection(framings[framing]));
    const limits = { maxMessageBytes: 1 << 20, messageBytes: 256 };
    const out = new ByteWriter();
    const session = new Session(framings[framing], limits, out);
    const work = createService({ kind: 'work', iterations: null });
    const onRequest = (sequence: number, bytes: Uint8Array, start: number, end: number) => {
      work(bytes, start, end);
      session.reply(sequence, bytes, start, end);
    };
    for (let i = 0; i < requests; i++) session.receive(request(client), onRequest);
    session.end(onRequest);
    let replies = 0;
    client.receive(out.view(), () => replies++);
    client.end(() => replies++);
    expect(replies).toBe(requests);
  });
});
