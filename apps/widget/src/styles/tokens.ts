const light = `
--ink:#14213d;--text:#14213d;--muted:#56617a;--paper:#f7f8fa;--card:#fff;--line:#dfe3ea;--line-strong:#8b95a8;
--primary:#0f6e74;--primary-deep:#0c5c61;--on-primary:#fff;--tint:#e6f2f2;--accent:#0f6e74;
--good:#1f6b42;--good-tint:#e5f3ea;--good-dot:#2e8b57;--warn:#7d4e00;--warn-tint:#fdf3e0;--warn-dot:#e9a23b;--bad:#a5352a;--bad-tint:#fbeae8;--danger:#c8453b;--danger-deep:#ae382f;
--head:#14213d;--on-head:#fff;--stage:#0d1628;--veil:rgba(13,22,40,.55);--shadow:0 2px 6px rgba(20,33,61,.1),0 18px 50px rgba(20,33,61,.24)`;

const dark = `
--ink:#0d1628;--text:#eef2f8;--muted:#b1bbce;--paper:#131d33;--card:#1d2942;--line:#33415f;--line-strong:#7d8aa5;
--primary:#107a80;--primary-deep:#0f6e74;--on-primary:#fff;--tint:#17383f;--accent:#5cc9cf;
--good:#7fd6a3;--good-tint:#173528;--good-dot:#4fbf82;--warn:#f3c27a;--warn-tint:#3a2d17;--warn-dot:#e9a23b;--bad:#f5a59d;--bad-tint:#42211f;--danger:#c8453b;--danger-deep:#ae382f;
--head:#0d1628;--on-head:#fff;--stage:#0a1120;--veil:rgba(5,9,18,.66);--shadow:0 2px 6px rgba(0,0,0,.4),0 18px 50px rgba(0,0,0,.5)`;

/** The product's colours (ink, petrol, amber, green, red, paper), each pair with a contrast of 4.5 or more. */
export const tokensCss = `
.place{${light};color-scheme:light;display:contents}
@media (prefers-color-scheme:dark){.place{${dark};color-scheme:dark}}
:host([theme=light]) .place{${light};color-scheme:light}
:host([theme=dark]) .place{${dark};color-scheme:dark}
`;
