package io.belay.client;

import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;

/**
 * Who vouches for servers: certificates of authorities, or of the servers themselves. Files are
 * read when the client is built, and again when they have changed and a connection is dialled.
 */
public sealed interface TlsTrust {

  /**
   * Certificates in PEM files.
   *
   * @param files at least one; each with one certificate or more
   * @return the trust
   */
  static TlsTrust pem(Path... files) {
    return new PemFiles(List.of(files));
  }

  /**
   * The certificates of a key store in a file.
   *
   * @param file a PKCS #12 or JKS file
   * @param password of the store
   * @return the trust
   */
  static TlsTrust keyStore(Path file, String password) {
    return new StoreFile(file, password);
  }

  /**
   * The certificates of a key store in memory, which is never read again.
   *
   * @param store a store that is loaded
   * @return the trust
   */
  static TlsTrust keyStore(KeyStore store) {
    return new Store(store);
  }

  /**
   * See {@link #pem}.
   *
   * @param files the files
   */
  record PemFiles(List<Path> files) implements TlsTrust {
    /**
     * Copies the list.
     *
     * @param files see above
     */
    public PemFiles {
      files = List.copyOf(files);
      if (files.isEmpty()) {
        throw new IllegalArgumentException("trust: no file (expected: at least one)");
      }
    }
  }

  /**
   * See {@link #keyStore(Path, String)}.
   *
   * @param file the file
   * @param password of the store; {@link #toString} leaves it out
   */
  record StoreFile(Path file, String password) implements TlsTrust {
    /**
     * Refuses what is missing.
     *
     * @param file see above
     * @param password see above
     */
    public StoreFile {
      Refuse.missing("trust", file);
      Refuse.missing("password", password);
    }

    @Override
    public String toString() {
      return "StoreFile[file=" + file + "]";
    }
  }

  /**
   * See {@link #keyStore(KeyStore)}.
   *
   * @param store the store
   */
  record Store(KeyStore store) implements TlsTrust {
    /**
     * Refuses what is missing.
     *
     * @param store see above
     */
    public Store {
      Refuse.missing("trust", store);
    }
  }
}
