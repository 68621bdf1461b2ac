/** A small document to file as evidence: one page with a few lines of text, a valid PDF 1.4. */

const WIDTH = 595;
const HEIGHT = 842;
const LINE_HEIGHT = 18;

/** The page. Text outside printable ASCII becomes `?`: the built-in font has nothing else. */
export function pdfPage(lines: readonly string[]): Uint8Array {
  const text = lines
    .map((line) => line.replaceAll(/[^\x20-\x7e]/g, '?').replaceAll(/[\\()]/g, '\\$&'))
    .map((line, place) => `${place === 0 ? '' : `0 -${LINE_HEIGHT} Td `}(${line}) Tj`)
    .join('\n');
  const stream = `BT /F1 12 Tf 60 ${HEIGHT - 80} Td\n${text}\nET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${WIDTH} ${HEIGHT}] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>`,
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let body = '%PDF-1.4\n';
  const offsets = objects.map((object, place) => {
    const offset = body.length;
    body += `${place + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  const trailer = `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer << /Size ${size} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`;
  return Buffer.from(body + trailer, 'latin1');
}
