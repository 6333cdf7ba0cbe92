import QRCode from 'qrcode';

/** A text as a QR code: an SVG image as a data URL, black on white whatever the page looks like. */
export async function qrCode(text: string): Promise<string> {
  const svg = await QRCode.toString(text, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 });
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
