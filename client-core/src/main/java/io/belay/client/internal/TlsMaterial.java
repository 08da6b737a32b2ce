package io.belay.client.internal;

import io.belay.client.TlsIdentity;
import io.belay.client.TlsOptions;
import io.belay.client.TlsTrust;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes a TLS context of what {@link TlsOptions} name. Reads files, so not on an event loop. What
 * cannot be used is refused by an {@link IllegalArgumentException} that names it.
 */
final class TlsMaterial {
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
  private static final String TRUST = "trust";
  private static final String IDENTITY = "identity";
  private static final String IN_MEMORY = "the key store in memory";
  private static final String CERTIFICATES = "a PEM file with certificates";

  private TlsMaterial() {}

  /** The files that a context is made of. */
  static List<Path> files(TlsOptions options) {
    List<Path> files = new ArrayList<>();
    options.trust().ifPresent(trust -> files.addAll(files(trust)));
    options.identity().ifPresent(identity -> files.addAll(files(identity)));
    return List.copyOf(files);
  }

  static SslContext load(TlsOptions options) {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .protocols(PROTOCOLS)
            .endpointIdentificationAlgorithm(options.hostNameVerified() ? "HTTPS" : null);
    options.trust().ifPresent(trust -> apply(trust, builder));
    options.identity().ifPresent(identity -> apply(identity, builder));
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new IllegalArgumentException("tls: " + e.getMessage(), e);
    }
  }

  private static List<Path> files(TlsTrust trust) {
    if (trust instanceof TlsTrust.PemFiles pem) {
      return pem.files();
    }
    return trust instanceof TlsTrust.StoreFile store ? List.of(store.file()) : List.of();
  }

  private static List<Path> files(TlsIdentity identity) {
    if (identity instanceof TlsIdentity.PemFiles pem) {
      return List.of(pem.chain(), pem.key());
    }
    return identity instanceof TlsIdentity.StoreFile store ? List.of(store.file()) : List.of();
  }

  private static void apply(TlsTrust trust, SslContextBuilder builder) {
    if (trust instanceof TlsTrust.PemFiles pem) {
      builder.trustManager(
          pem.files().stream()
              .flatMap(file -> certificates(TRUST, file, read(TRUST, file)).stream())
              .toArray(X509Certificate[]::new));
    } else if (trust instanceof TlsTrust.StoreFile store) {
      builder.trustManager(
          trusted(open(TRUST, store.file(), store.password()), store.file().toString()));
    } else if (trust instanceof TlsTrust.Store store) {
      builder.trustManager(trusted(store.store(), IN_MEMORY));
    }
  }

  private static void apply(TlsIdentity identity, SslContextBuilder builder) {
    if (identity instanceof TlsIdentity.PemFiles pem) {
      byte[] chain = read(IDENTITY, pem.chain());
      var unused = certificates(IDENTITY, pem.chain(), chain);
      byte[] key = read(IDENTITY, pem.key());
      try {
        builder.keyManager(
            new ByteArrayInputStream(chain),
            new ByteArrayInputStream(key),
            pem.password().orElse(null));
      } catch (IllegalArgumentException e) {
        throw refused(IDENTITY, pem.key(), "a private key in PKCS #8, and its password", e);
      }
    } else if (identity instanceof TlsIdentity.StoreFile store) {
      builder.keyManager(
          keys(
              open(IDENTITY, store.file(), store.password()),
              store.file().toString(),
              store.password()));
    } else if (identity instanceof TlsIdentity.Store store) {
      builder.keyManager(keys(store.store(), IN_MEMORY, store.password()));
    }
  }

  private static List<X509Certificate> certificates(String option, Path file, byte[] pem) {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      for (Certificate each :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem))) {
        certificates.add((X509Certificate) each);
      }
    } catch (CertificateException e) {
      throw refused(option, file, CERTIFICATES, e);
    }
    if (certificates.isEmpty()) {
      throw refused(option, file, CERTIFICATES, null);
    }
    return certificates;
  }

  private static TrustManagerFactory trusted(KeyStore store, String name) {
    try {
      if (store.size() == 0) {
        throw refused(TRUST, name, "a key store with certificates", null);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory;
    } catch (GeneralSecurityException e) {
      throw refused(TRUST, name, "a key store with certificates", e);
    }
  }

  private static KeyManagerFactory keys(KeyStore store, String name, String password) {
    try {
      boolean hasKey = false;
      for (String alias : Collections.list(store.aliases())) {
        hasKey |= store.isKeyEntry(alias);
      }
      if (!hasKey) {
        throw refused(IDENTITY, name, "a key store with a private key", null);
      }
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, password.toCharArray());
      return factory;
    } catch (GeneralSecurityException e) {
      throw refused(IDENTITY, name, "a key store with a private key, and its password", e);
    }
  }

  private static KeyStore open(String option, Path file, String password) {
    try {
      return KeyStore.getInstance(file.toFile(), password.toCharArray());
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw refused(option, file, "a key store, and its password", e);
    }
  }

  private static byte[] read(String option, Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw refused(option, file, "a file that can be read", e);
    }
  }

  private static IllegalArgumentException refused(
      String option, Object what, String expected, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "%s: %s (expected: %s)".formatted(option, what, expected), cause);
  }
}
