/** Claim 10: the order of four ways to find the end of a message. */
import { quiteABit, type DeclaredClaim, type Figure } from './claim.ts';

const cpuOf = (arm: string): Figure => ({
  from: { experiment: 'framing', group: 'event-loop, 1 KiB' },
  arm,
  metric: 'cpuNsPerMessage',
});

/** One step of the order: what a run of this suite tells apart. */
const better = 1.1;

export const framingsClaim: DeclaredClaim = {
  number: 10,
  name: 'framings',
  section: 'Using a Socket',
  says: 'Messages must be of fixed length (yuck), or be delimited (shrug), or say how long they are (much better), or end by closing the connection. Which way is a choice, but some ways are righter than others.',
  test: 'The order taken for one of cost: processor time of an event loop per echo of 1 KiB, in each of the four ways. How handy each way is to program is not measured.',
  mechanism:
    'Finding an end costs tens of nanoseconds by a length and about a hundred by a search for a byte, which processors do many bytes at a time; receiving, waking up and sending cost microseconds whichever way. Only a connection for each message is different: it adds a handshake, accept and close.',
  sources: ['memchr(3)', 'Node: buffer.indexOf', 'RFC 9293, sections 3.5 and 3.6'],
  observed: [],
  predictions: [
    {
      text: 'a fixed length is the worst: it costs at least 10 % more than a delimiter',
      of: cpuOf('fixed'),
      against: cpuOf('delimited'),
      least: better,
    },
    {
      text: 'a length prefix is much better than a fixed length, which costs at least a quarter more',
      of: cpuOf('fixed'),
      against: cpuOf('length-u32'),
      least: quiteABit,
    },
    {
      text: 'a length prefix is much better than a delimiter, which costs at least a quarter more',
      of: cpuOf('delimited'),
      against: cpuOf('length-u32'),
      least: quiteABit,
    },
    {
      text: 'to end by closing is one more way: it costs no more than twice a length prefix',
      of: cpuOf('until-close'),
      against: cpuOf('length-u32'),
      most: 2,
    },
  ],
};
