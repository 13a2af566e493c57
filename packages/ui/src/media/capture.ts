/** Why the browser gave no microphone or camera, in the words of the interface's messages. */
export type CaptureFailure = 'denied' | 'notFound' | 'busy' | 'insecure' | 'failed';

export class CaptureError extends Error {
  readonly failure: CaptureFailure;

  constructor(failure: CaptureFailure, cause?: unknown) {
    super(`capture: ${failure}`, { cause });
    this.name = 'CaptureError';
    this.failure = failure;
  }
}

/** Maps the names of W3C Media Capture and Streams, section 10.2, to what a person can do about them. */
export function captureFailure(error: unknown): CaptureFailure {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'notFound';
  if (name === 'NotReadableError' || name === 'AbortError') return 'busy';
  return 'failed';
}

async function track(constraints: MediaStreamConstraints): Promise<MediaStreamTrack> {
  // Browsers give devices only to secure pages (https or localhost): elsewhere the whole API is missing.
  if (navigator.mediaDevices?.getUserMedia === undefined) throw new CaptureError('insecure');
  try {
    const stream = await navigator.mediaDevices.getUserMedia(constraints);
    const [first] = stream.getTracks();
    if (first === undefined) throw new CaptureError('notFound');
    return first;
  } catch (error) {
    if (error instanceof CaptureError) throw error;
    throw new CaptureError(captureFailure(error), error);
  }
}

/** The microphone: the chosen one if it is there, else any (a headset left at home must not stop a call). */
export async function captureMicrophone(deviceId: string | null): Promise<MediaStreamTrack> {
  const wishes = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  return track({ audio: deviceId === null ? wishes : { ...wishes, deviceId: { ideal: deviceId } } });
}

/** The camera, 640 × 360 at up to 24 pictures a second: enough for a face, light for both ends. */
export async function captureCamera(deviceId: string | null): Promise<MediaStreamTrack> {
  const wishes = { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { max: 24 } };
  return track({ video: deviceId === null ? wishes : { ...wishes, deviceId: { ideal: deviceId } } });
}
