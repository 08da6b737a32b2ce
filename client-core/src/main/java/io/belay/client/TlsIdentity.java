package io.belay.client;

import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Optional;

/**
 * What a client shows to servers that ask who it is: a certificate and its private key. Files are
 * read when the client is built, and again when they have changed and a connection is dialled.
 */
public sealed interface TlsIdentity {

  /**
   * PEM files.
   *
   * @param chain the certificate, then those of the authorities between it and the one that the
   *     server trusts
   * @param key its private key in PKCS #8, not encrypted
   * @return the identity
   */
  static TlsIdentity pem(Path chain, Path key) {
    return new PemFiles(chain, key, Optional.empty());
  }

  /**
   * PEM files with an encrypted key.
   *
   * @param chain as above
   * @param key its private key in PKCS #8, encrypted
   * @param password of the key
   * @return the identity
   */
  static TlsIdentity pem(Path chain, Path key, String password) {
    return new PemFiles(chain, key, Optional.of(password));
  }

  /**
   * A key store in a file.
   *
   * @param file a PKCS #12 or JKS file
   * @param password of the store and of its key
   * @return the identity
   */
  static TlsIdentity keyStore(Path file, String password) {
    return new StoreFile(file, password);
  }

  /**
   * A key store in memory, which is never read again; or one that is a door to hardware.
   *
   * @param store a store that is loaded
   * @param password of its key
   * @return the identity
   */
  static TlsIdentity keyStore(KeyStore store, String password) {
    return new Store(store, password);
  }

  /**
   * See {@link #pem(Path, Path)}.
   *
   * @param chain the certificates
   * @param key the private key
   * @param password of the key, if it is encrypted; {@link #toString} leaves it out
   */
  record PemFiles(Path chain, Path key, Optional<String> password) implements TlsIdentity {
    /**
     * Refuses what is missing.
     *
     * @param chain see above
     * @param key see above
     * @param password see above
     */
    public PemFiles {
      Refuse.missing("chain", chain);
      Refuse.missing("key", key);
      Refuse.missing("password", password);
    }

    @Override
    public String toString() {
      return "PemFiles[chain=" + chain + ", key=" + key + "]";
    }
  }

  /**
   * See {@link #keyStore(Path, String)}.
   *
   * @param file the file
   * @param password of the store and of its key; {@link #toString} leaves it out
   */
  record StoreFile(Path file, String password) implements TlsIdentity {
    /**
     * Refuses what is missing.
     *
     * @param file see above
     * @param password see above
     */
    public StoreFile {
      Refuse.missing("identity", file);
      Refuse.missing("password", password);
    }

    @Override
    public String toString() {
      return "StoreFile[file=" + file + "]";
    }
  }

  /**
   * See {@link #keyStore(KeyStore, String)}.
   *
   * @param store the store
   * @param password of its key; {@link #toString} leaves it out
   */
  record Store(KeyStore store, String password) implements TlsIdentity {
    /**
     * Refuses what is missing.
     *
     * @param store see above
     * @param password see above
     */
    public Store {
      Refuse.missing("identity", store);
      Refuse.missing("password", password);
    }

    @Override
    public String toString() {
      return "Store[store=" + store + "]";
    }
  }
}
