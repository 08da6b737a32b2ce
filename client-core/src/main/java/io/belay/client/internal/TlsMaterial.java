package io.belay.client.internal;

import io.belay.client.TlsIdentity;
import io.belay.client.TlsOptions;
import io.belay.client.TlsTrust;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * Makes a TLS context of what {@link TlsOptions} name. Reads files, so not on an event loop. What
 * cannot be used is refused by an {@link IllegalArgumentException} that names it.
 */
final class TlsMaterial {
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

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
    options.trust().ifPresent(trust -> TrustMaterial.apply(trust, builder));
    options.identity().ifPresent(identity -> IdentityMaterial.apply(identity, builder));
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
}
