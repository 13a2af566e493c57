let shared: AudioContext | undefined;

/** The one AudioContext of the widget: browsers allow only a few. Resumed at each use, because it sleeps until the first gesture. */
export function audioContext(): AudioContext {
  shared ??= new AudioContext();
  if (shared.state === 'suspended') shared.resume().catch(() => undefined);
  return shared;
}

/** A track of digital silence: keeps packets flowing, so that a leg without a microphone is not taken for a lost one. */
export function silentTrack(): MediaStreamTrack {
  const track = audioContext().createMediaStreamDestination().stream.getAudioTracks()[0];
  if (track === undefined) throw new Error('This browser gave no silent track');
  return track;
}
