/** Long side in pixels: an A4 page stays readable down to small print. */
const LONGEST_SIDE = 2600;
const JPEG_QUALITY = 0.85;

/**
 * Photos of newer phones can exceed the upload limit, and nobody should have to
 * know how to make a photo smaller. Returns the file unchanged when it fits or
 * is not a photo.
 *
 * @param {File} file
 * @param {number} maxBytes
 * @returns {Promise<Blob>}
 */
export async function shrinkPhoto(file, maxBytes) {
  if (file.size <= maxBytes || !/^image\/(jpeg|png)$/.test(file.type)) return file;
  try {
    const image = await loadImage(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(image.naturalWidth, image.naturalHeight));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(image.naturalWidth * scale);
    canvas.height = Math.round(image.naturalHeight * scale);
    canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
    const smaller = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', JPEG_QUALITY));
    return smaller || file;
  } catch {
    // An unreadable photo goes to the size check as it is and is explained there.
    return file;
  }
}

function loadImage(file) {
  return new Promise((resolve, reject) => {
    const url = URL.createObjectURL(file);
    const image = new Image();
    image.onload = () => {
      URL.revokeObjectURL(url);
      resolve(image);
    };
    image.onerror = () => {
      URL.revokeObjectURL(url);
      reject(new Error('unreadable image'));
    };
    image.src = url;
  });
}
