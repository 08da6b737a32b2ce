package io.belay.client.internal;

import io.belay.client.TlsIdentity;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/** What a TLS context shows of its client: a certificate, and the key that proves it its own. */
final class IdentityMaterial {
  private static final String OPTION = "identity";

  private IdentityMaterial() {}

  static void apply(TlsIdentity identity, SslContextBuilder builder) {
    if (identity instanceof TlsIdentity.PemFiles pem) {
      apply(pem, builder);
    } else if (identity instanceof TlsIdentity.StoreFile file) {
      TlsSource source = new TlsSource(OPTION, file.file());
      builder.keyManager(keys(source.store(file.file(), file.password()), source, file.password()));
    } else if (identity instanceof TlsIdentity.Store memory) {
      TlsSource source = new TlsSource(OPTION, TlsSource.IN_MEMORY);
      builder.keyManager(keys(memory.store(), source, memory.password()));
    }
  }

  private static void apply(TlsIdentity.PemFiles pem, SslContextBuilder builder) {
    List<X509Certificate> chain = new TlsSource(OPTION, pem.chain()).certificates(pem.chain());
    TlsSource source = new TlsSource(OPTION, pem.key());
    PrivateKey key = PemKey.read(source, source.bytes(pem.key()), pem.password().orElse(null));
    if (!KeyPairs.belongTogether(key, chain.get(0).getPublicKey())) {
      // As when a rotation has replaced only one of the two yet.
      throw source.refused("the private key of the certificate in " + pem.chain(), null);
    }
    builder.keyManager(key, chain);
  }

  private static KeyManagerFactory keys(KeyStore store, TlsSource source, String password) {
    try {
      boolean hasKey = false;
      for (String alias : Collections.list(store.aliases())) {
        if (store.getKey(alias, password.toCharArray()) instanceof PrivateKey key) {
          hasKey = true;
          if (!KeyPairs.belongTogether(key, store.getCertificate(alias).getPublicKey())) {
            throw source.refused("each private key with its own certificate", null);
          }
        }
      }
      if (!hasKey) {
        throw source.refused("a key store with a private key", null);
      }
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, password.toCharArray());
      return factory;
    } catch (GeneralSecurityException e) {
      throw source.refused("a key store with a private key, and its password", e);
    }
  }

  /** Netty reads PEM keys, encrypted ones too, but shows them to its heirs only. */
  private abstract static class PemKey extends SslContext {
    static PrivateKey read(TlsSource source, byte[] pem, @Nullable String password) {
      try {
        return toPrivateKey(new ByteArrayInputStream(pem), password);
      } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
        throw source.refused("a private key in PKCS #8, and its password", e);
      }
    }
  }
}
