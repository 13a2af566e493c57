import type { LegStats } from '../types.ts';
import type { CheckFacts } from './verdict.ts';

/** What the browser itself measured, out of the reports of `getStats()` (W3C WebRTC statistics). */
export interface BrowserFigures {
  echoPackets: number;
  /** How loud the echo is at this moment, amplitude 0..1. */
  echoLevel: number;
  framesSent: number;
  rttMs: number | null;
  jitterMs: number | null;
  loss: number | null;
  path: CheckFacts['path'];
}

type Report = Record<string, unknown> & { id: string; type: string };
const number = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);

export function figuresOf(reports: Iterable<Report>): BrowserFigures {
  const all = [...reports];
  const byId = new Map(all.map((report) => [report.id, report]));
  const figures: BrowserFigures = { echoPackets: 0, echoLevel: 0, framesSent: 0, rttMs: null, jitterMs: null, loss: null, path: null };
  for (const report of all) {
    if (report.type === 'inbound-rtp' && report.kind === 'audio') {
      const received = number(report.packetsReceived) ?? 0;
      const lost = Math.max(0, number(report.packetsLost) ?? 0);
      figures.echoPackets += received;
      figures.echoLevel = Math.max(figures.echoLevel, levelOf(report));
      figures.jitterMs = 1000 * (number(report.jitter) ?? 0);
      if (received + lost > 0) figures.loss = lost / (received + lost);
    }
    if (report.type === 'outbound-rtp' && report.kind === 'video') {
      figures.framesSent += number(report.framesSent) ?? number(report.framesEncoded) ?? 0;
    }
    if (report.type === 'candidate-pair' && report.state === 'succeeded' && report.nominated === true) {
      const rtt = number(report.currentRoundTripTime);
      if (rtt !== null) figures.rttMs = rtt * 1000;
      const local = byId.get(String(report.localCandidateId));
      figures.path = local?.candidateType === 'relay' ? 'relay' : local?.protocol === 'tcp' ? 'tcp' : 'udp';
    }
  }
  return figures;
}

/** Firefox tells no level, only the energy of everything it decoded: its mean stands for it (W3C webrtc-stats `totalAudioEnergy`). */
function levelOf(report: Report): number {
  const level = number(report.audioLevel);
  if (level !== null) return level;
  const seconds = number(report.totalSamplesDuration) ?? 0;
  return seconds > 0 ? Math.sqrt((number(report.totalAudioEnergy) ?? 0) / seconds) : 0;
}

const worse = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.max(a, b));

/** Both sides' view of the line: the worse figure counts. */
export function withServerStats(figures: BrowserFigures, server: LegStats | null): BrowserFigures {
  if (server === null) return figures;
  return {
    ...figures,
    rttMs: figures.rttMs ?? server.rttMs,
    jitterMs: worse(figures.jitterMs, server.jitterMs),
    loss: worse(figures.loss, server.lossIn),
    path: figures.path === 'udp' && server.path !== null ? server.path : (figures.path ?? server.path),
  };
}
