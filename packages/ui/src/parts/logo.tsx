import type { ReactNode } from 'react';

/** The mark: a headset, one amber spark for the customer on the line. */
export function Logo(props: { size?: number }): ReactNode {
  const size = props.size ?? 32;
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="9" fill="#0F6E74" />
      <g fill="none" stroke="#fff" strokeWidth="2.4" strokeLinecap="round">
        <path d="M9 18.5v-3a7 7 0 0 1 14 0v3" />
        <path d="M23 20.5c0 2.2-1.8 3.5-4.2 3.5H17" />
      </g>
      <rect x="7" y="16.5" width="4.4" height="6" rx="2" fill="#fff" />
      <rect x="20.6" y="16.5" width="4.4" height="6" rx="2" fill="#fff" />
      <circle cx="16" cy="24" r="1.8" fill="#E9A23B" />
    </svg>
  );
}
