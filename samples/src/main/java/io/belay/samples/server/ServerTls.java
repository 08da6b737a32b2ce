package io.belay.samples.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.belay.samples.cli.TlsFiles;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** The server's end of TLS. */
public final class ServerTls {
  private ServerTls() {}

  /**
   * The context of these files.
   *
   * @param files the server's certificate and key, and whom it trusts if it wants to know its
   *     clients
   * @return nothing for plain text
   * @throws IllegalArgumentException if a file cannot be used
   */
  public static Optional<SslContext> context(TlsFiles files) {
    if (!files.any()) {
      return Optional.empty();
    }
    TlsFiles.KeyPair pair =
        files
            .keyPair()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "--tls-trust: without --tls-cert (expected: a server's certificate)"));
    try {
      SslContextBuilder builder =
          SslContextBuilder.forServer(read(pair.certificate()), read(pair.key()))
              .sslProvider(SslProvider.JDK);
      if (!files.trust().isEmpty()) {
        builder.trustManager(read(files.trust().toArray(Path[]::new)));
        builder.clientAuth(ClientAuth.REQUIRE);
      }
      return Optional.of(builder.build());
    } catch (SSLException e) {
      throw new IllegalArgumentException("TLS files: " + e.getMessage(), e);
    }
  }

  private static InputStream read(Path... files) {
    try {
      StringBuilder all = new StringBuilder();
      for (Path file : files) {
        all.append(Files.readString(file)).append('\n');
      }
      return new ByteArrayInputStream(all.toString().getBytes(US_ASCII));
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read " + e.getMessage(), e);
    }
  }
}
