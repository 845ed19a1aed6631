/**
 * Draws a chart above a table: <figure data-chart="bar|line|lying" data-columns="2,3"> with the table inside.
 * The first column names the points; the table stays, for who would rather read, and for who cannot see the chart.
 */
const COLOURS = ['#0b5cad', '#16713f', '#c46a00', '#b3261e'];

function numberIn(cell) {
  return Number.parseFloat(cell.textContent.replace(/[%,]/g, '')) || 0;
}

function draw(figure) {
  const table = figure.querySelector('table');
  const rows = [...table.tBodies[0].rows];
  const columns = figure.dataset.columns.split(',').map(Number);
  const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
  const lying = figure.dataset.chart === 'lying';
  const shown = lying ? rows.slice(0, 15).reverse() : rows;
  const box = document.createElement('div');
  box.className = 'chart';
  box.style.height = lying ? `${shown.length * 28 + 80}px` : '260px';
  box.setAttribute('aria-hidden', 'true');
  figure.prepend(box);
  const names = { type: 'category', data: shown.map((row) => row.cells[0].textContent) };
  const values = { type: 'value', minInterval: 1 };
  const chart = window.echarts.init(box, null, { renderer: 'svg' });
  chart.setOption({
    color: COLOURS,
    animation: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
    tooltip: { trigger: 'axis' },
    legend: { top: 0 },
    grid: { left: 8, right: 24, top: 36, bottom: 8, containLabel: true },
    xAxis: lying ? values : names,
    yAxis: lying ? { ...names, axisLabel: { width: 260, overflow: 'truncate' } } : values,
    series: columns.map((column) => ({
      type: figure.dataset.chart === 'line' ? 'line' : 'bar',
      name: heads[column],
      data: shown.map((row) => numberIn(row.cells[column])),
    })),
  });
  window.addEventListener('resize', () => chart.resize());
}

for (const figure of document.querySelectorAll('figure[data-chart]')) draw(figure);
