package io.belay.samples.client;

import io.belay.client.TlsIdentity;
import io.belay.client.TlsOptions;
import io.belay.client.TlsTrust;
import io.belay.samples.cli.TlsFiles;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of the echo client that say whom it trusts, and who it is. */
final class ClientTls {
  @Option(names = "--tls", description = "Speaks TLS; so does any other --tls option.")
  private boolean wanted;

  @Option(
      names = "--tls-name",
      paramLabel = "HOST",
      description = "The name that the server's certificate is for. Default: that of the endpoint")
  private Optional<String> serverName = Optional.empty();

  @Option(
      names = "--tls-any-host",
      description = "Accepts a trusted certificate whatever host it is for. Not for production.")
  private boolean anyHost;

  @Mixin private final TlsFiles files = TlsFiles.none();

  /** Nothing for plain text. */
  Optional<TlsOptions> options() {
    if (!wanted && !anyHost && serverName.isEmpty() && !files.any()) {
      return Optional.empty();
    }
    TlsOptions options = TlsOptions.DEFAULT;
    if (!files.trust().isEmpty()) {
      options = options.withTrust(TlsTrust.pem(files.trust().toArray(Path[]::new)));
    }
    if (files.keyPair().isPresent()) {
      TlsFiles.KeyPair pair = files.keyPair().get();
      options = options.withIdentity(TlsIdentity.pem(pair.certificate(), pair.key()));
    }
    if (serverName.isPresent()) {
      options = options.withServerName(serverName.get());
    }
    return Optional.of(anyHost ? options.withoutHostNameVerification() : options);
  }
}
