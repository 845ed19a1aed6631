/**
 * The open application as the server last described it, shared by the upload
 * cards in the conversation and the review sheet so that both show the same.
 */
export class DraftState {
  constructor(api) {
    this.api = api;
    this.current = null;
    this.listeners = [];
  }

  /** @returns {() => void} ends the subscription */
  subscribe(listener) {
    this.listeners.push(listener);
    return () => {
      this.listeners = this.listeners.filter((other) => other !== listener);
    };
  }

  /** @param {Object|null} draft null when no application is open */
  replace(draft) {
    this.current = draft;
    this.listeners.forEach((listener) => listener(draft));
  }

  /** Loads the draft; resolves to null when none is open. */
  async refresh() {
    try {
      this.replace(await this.api.draft());
    } catch (error) {
      if (error.status !== 404) throw error;
      this.replace(null);
    }
    return this.current;
  }

  /** For background updates, where showing the previous state is good enough. */
  refreshQuietly() {
    this.refresh().catch(() => {});
  }

  uploadsOf(materialId) {
    const material = this.material(materialId);
    return material ? material.uploads : [];
  }

  /**
   * Shows an accepted file at once, even if the network fails before the next refresh.
   * @returns {boolean} false when the file belongs to no open application, but to a supplement
   */
  addUpload(upload) {
    const material = this.material(upload.material);
    if (!material) return false;
    material.uploads = material.uploads.concat(upload);
    this.replace(this.current);
    this.refreshQuietly();
    return true;
  }

  removeUpload(materialId, uploadId) {
    const material = this.material(materialId);
    if (material) material.uploads = material.uploads.filter((upload) => upload.id !== uploadId);
    this.replace(this.current);
    this.refreshQuietly();
  }

  material(id) {
    const materials = this.current ? this.current.materials : [];
    return materials.find((candidate) => candidate.id === id);
  }
}
