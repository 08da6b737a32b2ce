package io.belay.client;

import io.belay.client.peer.ScriptedPeer;
import io.belay.client.peer.TestCertificates;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A peer behind TLS, and what a client needs to trust it. */
abstract class OverTls {
  static final byte[] REQUEST = {1, 2, 3};

  @TempDir Path files;
  ScriptedPeer peer;
  TlsOptions tls;

  @BeforeEach
  void startPeer() throws IOException {
    peer = new ScriptedPeer(TestCertificates.serverContext(TestCertificates.SERVER));
    tls =
        TlsOptions.DEFAULT.withTrust(
            TlsTrust.pem(TestCertificates.writeRoot(trustFile(), TestCertificates.AUTHORITY)));
  }

  @AfterEach
  void closePeer() {
    peer.close();
  }

  final Path trustFile() {
    return files.resolve("ca.pem");
  }

  BelayClientBuilder builder() {
    return builder(peer.port());
  }

  final BelayClientBuilder builder(int port) {
    return BelayClient.builder()
        .endpoint("127.0.0.1", port)
        .pool(PoolOptions.DEFAULT.withMaxConnections(1))
        .connectTimeout(Duration.ofSeconds(20))
        .requestTimeout(Duration.ofSeconds(40))
        .tls(tls);
  }
}
