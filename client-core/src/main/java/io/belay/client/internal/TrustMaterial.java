package io.belay.client.internal;

import io.belay.client.TlsTrust;
import io.netty.handler.ssl.SslContextBuilder;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.TrustManagerFactory;

/** Whom a TLS context trusts. */
final class TrustMaterial {
  private static final String OPTION = "trust";

  private TrustMaterial() {}

  static void apply(TlsTrust trust, SslContextBuilder builder) {
    if (trust instanceof TlsTrust.PemFiles pem) {
      builder.trustManager(
          pem.files().stream()
              .flatMap(file -> new TlsSource(OPTION, file).certificates(file).stream())
              .toArray(X509Certificate[]::new));
    } else if (trust instanceof TlsTrust.StoreFile file) {
      TlsSource source = new TlsSource(OPTION, file.file());
      builder.trustManager(trusted(source.store(file.file(), file.password()), source));
    } else if (trust instanceof TlsTrust.Store memory) {
      builder.trustManager(trusted(memory.store(), new TlsSource(OPTION, TlsSource.IN_MEMORY)));
    }
  }

  private static TrustManagerFactory trusted(KeyStore store, TlsSource source) {
    try {
      if (store.size() == 0) {
        throw source.refused("a key store with certificates", null);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory;
    } catch (GeneralSecurityException e) {
      throw source.refused("a key store with certificates", e);
    }
  }
}
