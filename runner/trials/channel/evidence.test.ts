/** What speaks against a channel trial. */
import { expect, test } from 'vitest';
import { channelRecord, usualChannelFigures, type ChannelFigures } from '../../../test/made-up-channel-record.ts';
import { createRandom } from '../../../protocol/random.ts';
import { judge } from './evidence.ts';
import { recordSchema } from './record.ts';
import type { ChannelSetup } from './setup.ts';

const setup: ChannelSetup = {
  ...{ channel: 'pipe', mode: 'pingpong', content: 'bytes', encoding: 'native', bytes: 64 },
  ...{ placement: 'apart', cpus: [0, 1], spins: false },
};
const recordOf = (changes: Partial<ChannelFigures>) =>
  channelRecord(
    setup,
    { ...usualChannelFigures(setup), ...changes },
    { slices: 4, sliceMs: 100, noise: 0 },
    createRandom(1, 'evidence'),
  );

test.each<[string, Partial<ChannelFigures>, string[]]>([
  ['nothing', {}, []],
  ['a second half that is slower', { secondHalf: 0.8 }, ['not-steady']],
  ['other programs', { foreignShare: 0.2 }, ['disturbed-foreign-load']],
  ['the hypervisor', { stealShare: 0.1 }, ['disturbed-steal']],
  ['a quota', { throttledNs: 1 }, ['disturbed-throttled']],
])('%s', (_, changes, labels) => {
  const record = recordOf(changes);
  expect(recordSchema.parse(record)).toEqual(record);
  expect(judge(record)).toEqual(labels);
});
