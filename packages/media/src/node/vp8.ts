/**
 * Whether the RTP payload begins a VP8 key frame (RFC 7741 sections 4.2 and 4.3): the first packet of the first partition, with the
 * inverse key-frame flag of the frame header at 0.
 */
export function startsVp8KeyFrame(packet: Buffer, payloadOffset: number): boolean {
  const descriptor = packet[payloadOffset];
  // S = 1 and partition index 0.
  if (descriptor === undefined || (descriptor & 0x17) !== 0x10) return false;
  let at = payloadOffset + 1;
  if ((descriptor & 0x80) !== 0) {
    const extension = packet[at++] ?? 0;
    // Picture id: 7 bits, or 15 when its first bit is set.
    if ((extension & 0x80) !== 0) at += ((packet[at] ?? 0) & 0x80) !== 0 ? 2 : 1;
    // TL0PICIDX; then TID and KEYIDX in one byte.
    if ((extension & 0x40) !== 0) at++;
    if ((extension & 0x30) !== 0) at++;
  }
  const frame = packet[at];
  return frame !== undefined && (frame & 0x01) === 0;
}
