/** Somebody who uses the API as a browser does: with session cookie and CSRF token. */
export class SignedIn {
  readonly #base: string;
  readonly #headers: Record<string, string>;

  private constructor(url: string, headers: Record<string, string>) {
    this.#base = `${url}/api/v1`;
    this.#headers = headers;
  }

  /** A user of the demo, whose password is the username. */
  static async as(url: string, username: string): Promise<SignedIn> {
    const answer = await fetch(`${url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password: username }),
    });
    const { csrfToken } = (await answer.json()) as { csrfToken: string };
    return new SignedIn(url, { cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '', 'x-csrf-token': csrfToken });
  }

  get<T>(path: string): Promise<T> {
    return this.#ask('GET', path);
  }

  put<T>(path: string, body: unknown): Promise<T> {
    return this.#ask('PUT', path, body);
  }

  post<T>(path: string, body: unknown): Promise<T> {
    return this.#ask('POST', path, body);
  }

  async #ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.#base}${path}`, {
      method,
      headers: { ...this.#headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }
}
