import fc from 'fast-check';

type Mutation = (sdp: string) => string;

const onLine = (sdp: string, at: number, change: (line: string) => string[]): string => {
  const lines = sdp.split('\r\n');
  const index = at % lines.length;
  lines.splice(index, 1, ...change(lines[index]!));
  return lines.join('\r\n');
};

const at = fc.nat(400);
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  at.map(
    (index): Mutation =>
      (sdp) =>
        onLine(sdp, index, () => []),
  ),
  at.map(
    (index): Mutation =>
      (sdp) =>
        onLine(sdp, index, (line) => [line, line]),
  ),
  fc.tuple(at, at).map(
    ([index, cut]): Mutation =>
      (sdp) =>
        onLine(sdp, index, (line) => [line.slice(0, cut % (line.length + 1))]),
  ),
  fc.tuple(at, fc.string({ unit: 'binary', maxLength: 40 })).map(
    ([index, junk]): Mutation =>
      (sdp) =>
        onLine(sdp, index, (line) => [`${line}${junk}`]),
  ),
  fc.tuple(at, fc.string({ unit: 'grapheme-ascii', maxLength: 300 })).map(
    ([index, junk]): Mutation =>
      (sdp) =>
        onLine(sdp, index, (line) => [line.replace(/:.*/, `:${junk}`)]),
  ),
  // Numbers are where native parsers break.
  fc
    .tuple(at, fc.constantFrom('0', '-1', '127', '128', '255', '65535', '65536', '4294967295', '4294967296', '99999999999999999999', 'x'))
    .map(
      ([index, number]): Mutation =>
        (sdp) =>
          onLine(sdp, index, (line) => [line.replace(/\d+/g, number)]),
    ),
  fc.tuple(at, fc.nat(200)).map(
    ([index, times]): Mutation =>
      (sdp) =>
        onLine(sdp, index, (line) => Array<string>(times).fill(line)),
  ),
  fc.tuple(fc.nat(8_000), fc.nat(8_000)).map(
    ([from, to]): Mutation =>
      (sdp) =>
        sdp.slice(0, from) + sdp.slice(to),
  ),
  fc.tuple(fc.nat(8_000), fc.nat(255)).map(
    ([index, code]): Mutation =>
      (sdp) =>
        sdp.slice(0, index) + String.fromCharCode(code) + sdp.slice(index + 1),
  ),
  fc
    .constantFrom(
      'a=candidate:1 1 UDP 2122260223 192.0.2.77 50000 typ host',
      'a=candidate:1 1 UDP 2122260223 ::1 50000 typ host',
      'a=candidate:1 1 UDP 2122260223 0.0.0.0 1 typ relay',
      'a=end-of-candidates',
      'a=setup:active',
      'a=setup:passive',
      'a=ice-lite',
      'a=inactive',
      'a=simulcast:send 1;2',
      'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
      `a=ice-ufrag:${'u'.repeat(256)}`,
    )
    .chain((line) =>
      at.map(
        (index): Mutation =>
          (sdp) =>
            onLine(sdp, index, (here) => [here, line]),
      ),
    ),
);

/** Real offers of browsers with one to four things broken. */
export const mutatedOffer = (offers: string[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...offers.map((offer) => offer.replace(/\r?\n/g, '\r\n'))), fc.array(mutation, { minLength: 1, maxLength: 4 }))
    .map(([offer, mutations]) => mutations.reduce((sdp, mutate) => mutate(sdp), offer));
