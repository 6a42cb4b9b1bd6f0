/** Draws panels of lines over two logarithmic axes, as SVG. Pure. */

interface Line {
  readonly title: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Panel {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly lines: readonly Line[];
}

const COLUMNS = 2;
const PANEL = { width: 430, height: 270 };
const MARGIN = { top: 34, right: 18, bottom: 46, left: 62 };
const LEGEND_HEIGHT = 26;
/** Distinct for people who cannot tell red from green, too. */
const COLORS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', '#000000'];

/** The panels in two columns, under a legend of all lines. */
export function drawPanels(panels: readonly Panel[]): string {
  const titles = [...new Set(panels.flatMap(({ lines }) => lines.map(({ title }) => title)))];
  const legendRows = Math.ceil(titles.length / 3);
  const top = legendRows * LEGEND_HEIGHT + 10;
  const width = COLUMNS * PANEL.width;
  const height = top + Math.ceil(panels.length / COLUMNS) * PANEL.height;
  const colorOf = (title: string): string => COLORS[titles.indexOf(title) % COLORS.length] ?? '#000000';
  const legend = titles.map((title, index) => {
    const [x, y] = [20 + (index % 3) * (width / 3), 20 + Math.floor(index / 3) * LEGEND_HEIGHT];
    return `<line x1="${x}" y1="${y}" x2="${x + 24}" y2="${y}" stroke="${colorOf(title)}" stroke-width="2"/>${text(x + 30, y + 4, title)}`;
  });
  const drawn = panels.map((panel, index) => {
    const [x, y] = [(index % COLUMNS) * PANEL.width, top + Math.floor(index / COLUMNS) * PANEL.height];
    return `<g transform="translate(${x} ${y})">\n${drawPanel(panel, colorOf)}\n</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="12">
<title>CPU time of a request against the size of the data</title>
<rect width="100%" height="100%" fill="#ffffff"/>
${[...legend, ...drawn].join('\n')}
</svg>
`;
}

function drawPanel({ title, xLabel, yLabel, lines }: Panel, colorOf: (title: string) => string): string {
  const points = lines.flatMap((line) => line.points);
  const right = PANEL.width - MARGIN.right;
  const bottom = PANEL.height - MARGIN.bottom;
  const x = scale(
    points.map(([value]) => value),
    MARGIN.left + 12,
    right - 12,
  );
  const y = scale(
    points.map(([, value]) => value),
    bottom - 8,
    MARGIN.top + 8,
  );
  const xTicks = [...new Set(points.map(([value]) => value))];
  const parts = [
    text(PANEL.width / 2, 18, title, 'middle', 'bold'),
    `<path d="M${MARGIN.left} ${MARGIN.top}V${bottom}H${right}" fill="none" stroke="#555555"/>`,
    ...xTicks.map((tick) => text(x(tick), bottom + 16, tick.toLocaleString('en-US'), 'middle')),
    ...y.ticks.map(
      (tick) =>
        `<line x1="${MARGIN.left}" y1="${round(y(tick))}" x2="${right}" y2="${round(y(tick))}" stroke="#dddddd"/>${text(MARGIN.left - 6, y(tick) + 4, String(tick), 'end')}`,
    ),
    text((MARGIN.left + right) / 2, PANEL.height - 12, xLabel, 'middle'),
    `<g transform="rotate(-90)">${text(-(MARGIN.top + bottom) / 2, 16, yLabel, 'middle')}</g>`,
    ...lines.map((line) => {
      const at = line.points.map(([px, py]) => `${round(x(px))},${round(y(py))}`);
      const dots = line.points.map(([px, py]) => `<circle cx="${round(x(px))}" cy="${round(y(py))}" r="3"/>`);
      return `<g stroke="${colorOf(line.title)}" fill="${colorOf(line.title)}"><polyline points="${at.join(' ')}" fill="none" stroke-width="2"/>${dots.join('')}</g>`;
    }),
  ];
  return parts.join('\n');
}

/** A logarithmic scale between the least and the most value, with ticks at 1, 2 and 5 times the powers of ten. */
function scale(values: readonly number[], from: number, to: number) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const span = Math.log(most / least) || 1;
  const place = (value: number): number => from + (Math.log(value / least) / span) * (to - from);
  const powers = Array.from({ length: 13 }, (_, index) => index - 4);
  const all = powers.flatMap((power) => [1, 2, 5].map((digit) => Number((digit * 10 ** power).toPrecision(1))));
  const inside = all.filter((tick) => tick >= least && tick <= most);
  const decades = inside.filter((tick) => /^[0.]*10*$/.test(String(tick)));
  return Object.assign(place, { ticks: inside.length > 7 && decades.length > 1 ? decades : inside });
}

const round = (value: number): number => Math.round(value * 10) / 10;

function text(x: number, y: number, content: string, anchor = 'start', weight = 'normal'): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" font-weight="${weight}">${escaped}</text>`;
}
