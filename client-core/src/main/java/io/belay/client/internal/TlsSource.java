package io.belay.client.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a part of a TLS context comes from.
 *
 * @param option what it is for
 * @param name of the file, or {@link #IN_MEMORY}
 */
record TlsSource(String option, Object name) {
  static final String IN_MEMORY = "the key store in memory";

  private static final String CERTIFICATES = "a PEM file with certificates";

  byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw refused("a file that can be read", e);
    }
  }

  /** Those of a PEM file: at least one. */
  List<X509Certificate> certificates(Path file) {
    try {
      List<X509Certificate> certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes(file)))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (certificates.isEmpty()) {
        throw refused(CERTIFICATES, null);
      }
      return certificates;
    } catch (CertificateException e) {
      throw refused(CERTIFICATES, e);
    }
  }

  KeyStore store(Path file, String password) {
    try {
      return KeyStore.getInstance(file.toFile(), password.toCharArray());
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw refused("a key store, and its password", e);
    }
  }

  IllegalArgumentException refused(String expected, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "%s: %s (expected: %s)".formatted(option, name, expected), cause);
  }
}
