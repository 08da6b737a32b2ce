package io.belay.client;

import static io.belay.client.peer.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.belay.client.peer.CapturedLog;
import io.belay.client.peer.ScriptedPeer;
import io.belay.client.peer.TestCertificates;
import io.netty.handler.ssl.SslHandler;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Where certificates and keys come from, and what becomes of files that change or cannot be used.
 */
@Timeout(60)
class TlsFilesTest extends OverTls {
  private static final String NAME = "reloading";

  @Override
  BelayClientBuilder builder() {
    return super.builder().name(NAME);
  }

  /** Not before the client knows may it send: what dies with a connection is not sent again. */
  private static void closeWhatStands(BelayClient<byte[], byte[]> client, ScriptedPeer server) {
    long before = client.snapshot().endpoints().get(0).closed();
    server.closeAll();
    eventually("it is missed", () -> client.snapshot().endpoints().get(0).closed() > before);
  }

  private void sendAnew(BelayClient<byte[], byte[]> client) {
    sendAnew(client, peer);
  }

  private static void sendAnew(BelayClient<byte[], byte[]> client, ScriptedPeer server) {
    closeWhatStands(client, server);
    assertThat(client.send(REQUEST)).isEqualTo(REQUEST);
  }

  /** Whom the server saw last. */
  private Certificate shown() throws Exception {
    eventually("one connection is left", () -> peer.channels.size() == 1);
    SslHandler handler = peer.channels.get(0).pipeline().get(SslHandler.class);
    return handler.engine().getSession().getPeerCertificates()[0];
  }

  private static void assertWarnedOnce(CapturedLog log, Path... named) {
    assertThat(lines(log, "WARN", "TLS files"))
        .singleElement()
        .asString()
        .contains(Stream.of(named).map(Path::toString).toList());
  }

  private static List<String> lines(CapturedLog log, String level, String words) {
    return log.lines(NAME).stream()
        .filter(line -> line.startsWith(level) && line.contains(words))
        .toList();
  }

  @Test
  void theNextConnectionMustUseFilesThatHaveChanged() throws Exception {
    Path chain = TestCertificates.writeChain(files.resolve("c.pem"), TestCertificates.CLIENT);
    Path key = TestCertificates.writeKey(files.resolve("c.key"), TestCertificates.CLIENT);
    tls = tls.withIdentity(TlsIdentity.pem(chain, key));
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      client.send(REQUEST);
      TestCertificates.writeRoot(trustFile(), TestCertificates.STRANGE_SERVER);
      peer.tls = TestCertificates.serverContext(TestCertificates.STRANGE_SERVER);
      assertThat(client.send(REQUEST)).as("what stands stays").isEqualTo(REQUEST);
      assertThat(peer.accepted).hasValue(1);
      closeWhatStands(client, peer);

      assertThat(client.send(REQUEST)).isEqualTo(REQUEST);
      assertThat(peer.accepted).hasValue(2);
    }
  }

  @Test
  void filesThatCannotBeUsedMustLeaveThoseBeforeThemInForce() throws Exception {
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      client.send(REQUEST);
      Files.writeString(trustFile(), "nonsense");
      closeWhatStands(client, peer);
      client.send(REQUEST);
      Files.delete(trustFile());
      closeWhatStands(client, peer);

      assertThat(client.send(REQUEST)).isEqualTo(REQUEST);
      assertThat(peer.accepted).hasValue(3);
    }
  }

  @Test
  void filesThatCannotBeUsedMustBeNamedOnceAndNotAtEachDial() throws Exception {
    try (CapturedLog log = new CapturedLog(Level.INFO);
        BelayClient<byte[], byte[]> client = builder().build()) {
      client.send(REQUEST);
      Files.writeString(trustFile(), "nonsense");
      sendAnew(client);
      sendAnew(client);
      sendAnew(client);

      assertWarnedOnce(log, trustFile());
    }
  }

  @Test
  void theNextConnectionMustShowTheIdentityThatTheFilesHaveNow() throws Exception {
    peer.tls = TestCertificates.mutualContext(TestCertificates.SERVER);
    Path chain = TestCertificates.writeChain(files.resolve("c.pem"), TestCertificates.CLIENT);
    Path key = TestCertificates.writeKey(files.resolve("c.key"), TestCertificates.CLIENT);
    tls = tls.withIdentity(TlsIdentity.pem(chain, key));
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      client.send(REQUEST);
      assertThat(shown()).isEqualTo(TestCertificates.CLIENT.getCertificate());
      TestCertificates.writeChain(chain, TestCertificates.RENEWED_CLIENT);
      TestCertificates.writeKey(key, TestCertificates.RENEWED_CLIENT);
      sendAnew(client);

      assertThat(shown()).isEqualTo(TestCertificates.RENEWED_CLIENT.getCertificate());
    }
  }

  @Test
  void aHalfRotatedIdentityMustChangeNothingUntilItIsWhole() throws Exception {
    peer.tls = TestCertificates.mutualContext(TestCertificates.SERVER);
    Path chain = TestCertificates.writeChain(files.resolve("c.pem"), TestCertificates.CLIENT);
    Path key = TestCertificates.writeKey(files.resolve("c.key"), TestCertificates.CLIENT);
    tls = tls.withIdentity(TlsIdentity.pem(chain, key));
    try (CapturedLog log = new CapturedLog(Level.INFO);
        BelayClient<byte[], byte[]> client = builder().build()) {
      client.send(REQUEST);
      TestCertificates.writeChain(chain, TestCertificates.RENEWED_CLIENT);
      sendAnew(client);
      assertThat(shown()).isEqualTo(TestCertificates.CLIENT.getCertificate());
      assertWarnedOnce(log, chain, key);
      TestCertificates.writeKey(key, TestCertificates.RENEWED_CLIENT);
      sendAnew(client);

      assertThat(shown()).isEqualTo(TestCertificates.RENEWED_CLIENT.getCertificate());
    }
  }

  @Test
  void aTrustStoreInAFileMustBeReadAgainWhenItChanges() throws Exception {
    Path file = files.resolve("trust.p12");
    TestCertificates.writeTrustStore(file, TestCertificates.AUTHORITY);
    tls = TlsOptions.DEFAULT.withTrust(TlsTrust.keyStore(file, TestCertificates.PASSWORD));
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      client.send(REQUEST);
      TestCertificates.writeTrustStore(file, TestCertificates.STRANGER);
      peer.tls = TestCertificates.serverContext(TestCertificates.STRANGE_SERVER);
      sendAnew(client);

      assertThat(peer.accepted).hasValue(2);
    }
  }

  /** As a mounted secret is swapped. */
  @Test
  void aSymbolicLinkThatLeadsElsewhereMustBeSeenWhateverSizeAndTimeSay() throws Exception {
    Path before = TestCertificates.writeRoot(files.resolve("a"), TestCertificates.AUTHORITY);
    Path after = TestCertificates.writeRoot(files.resolve("b"), TestCertificates.STRANGER);
    for (Path each : List.of(before, after)) {
      String padding = "\n".repeat((int) (4_096 - Files.size(each)));
      Files.writeString(each, Files.readString(each) + padding, StandardCharsets.US_ASCII);
      Files.setLastModifiedTime(each, FileTime.fromMillis(0));
    }
    Path link = Files.createSymbolicLink(files.resolve("link"), before);
    tls = TlsOptions.DEFAULT.withTrust(TlsTrust.pem(link));
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      client.send(REQUEST);
      Files.move(
          Files.createSymbolicLink(files.resolve("next"), after),
          link,
          StandardCopyOption.ATOMIC_MOVE);
      peer.tls = TestCertificates.serverContext(TestCertificates.STRANGE_SERVER);
      sendAnew(client);

      assertThat(peer.accepted).hasValue(2);
    }
  }

  @Test
  void aFileThatBlocksMustDelayNoDialForLongAndNoOtherClientAtAll() throws Exception {
    Path othersTrust =
        TestCertificates.writeRoot(files.resolve("other.pem"), TestCertificates.AUTHORITY);
    TlsOptions othersTls = TlsOptions.DEFAULT.withTrust(TlsTrust.pem(othersTrust));
    try (CapturedLog log = new CapturedLog(Level.INFO);
        ScriptedPeer othersPeer =
            new ScriptedPeer(TestCertificates.serverContext(TestCertificates.SERVER));
        BelayClient<byte[], byte[]> other =
            builder(othersPeer.port()).name("other").tls(othersTls).build();
        BelayClient<byte[], byte[]> client = builder().build()) {
      client.send(REQUEST);
      other.send(REQUEST);
      Files.delete(trustFile());
      makeFifo(trustFile());
      // Whoever opens it to read waits until somebody opens it to write.
      sendAnew(client);
      sendAnew(client);
      sendAnew(client);
      assertWarnedOnce(log, trustFile());

      TestCertificates.writeRoot(othersTrust, TestCertificates.STRANGER);
      othersPeer.tls = TestCertificates.serverContext(TestCertificates.STRANGE_SERVER);
      sendAnew(other, othersPeer);

      try (RandomAccessFile writer = new RandomAccessFile(trustFile().toFile(), "rw")) {
        writer.write(
            TestCertificates.STRANGER.getCertificatePEM().getBytes(StandardCharsets.US_ASCII));
      }
      eventually("it was read at last", () -> !lines(log, "INFO", "TLS files").isEmpty());
      peer.tls = TestCertificates.serverContext(TestCertificates.STRANGE_SERVER);
      sendAnew(client);
    }
  }

  private static void makeFifo(Path file) throws Exception {
    Process mkfifo = new ProcessBuilder("mkfifo", file.toString()).inheritIO().start();
    assertThat(mkfifo.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(mkfifo.exitValue()).isZero();
  }

  @Test
  void anEncryptedKeyMustBeReadWithItsPasswordOnly() throws Exception {
    peer.tls = TestCertificates.mutualContext(TestCertificates.SERVER);
    Path chain = TestCertificates.writeChain(files.resolve("c.pem"), TestCertificates.CLIENT);
    Path key = TestCertificates.writeEncryptedKey(files.resolve("c.key"), TestCertificates.CLIENT);
    String expected =
        "identity: " + key + " (expected: a private key in PKCS #8, and its password)";
    assertRefused(TlsIdentity.pem(chain, key), expected);
    assertRefused(TlsIdentity.pem(chain, key, "wrong"), expected);
    tls = tls.withIdentity(TlsIdentity.pem(chain, key, TestCertificates.PASSWORD));
    try (BelayClient<byte[], byte[]> client = builder().build()) {
      assertThat(client.send(REQUEST)).isEqualTo(REQUEST);
      assertThat(shown()).isEqualTo(TestCertificates.CLIENT.getCertificate());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"rsa2048", "ecp256", "ecp384", "ed25519"})
  void aKeyThatIsNotTheCertificatesMustBeRefused(Algorithm algorithm) throws Exception {
    X509Bundle right = TestCertificates.client(algorithm);
    X509Bundle wrong = TestCertificates.client(algorithm);
    X509Bundle otherKind =
        algorithm == Algorithm.rsa2048
            ? TestCertificates.CLIENT
            : TestCertificates.client(Algorithm.rsa2048);
    assertIsUsed(store(right, right));
    String expected =
        "identity: the key store in memory"
            + " (expected: each private key with its own certificate)";
    assertRefused(store(right, wrong), expected);
    assertRefused(store(right, otherKind), expected);
    assertRefused(store(otherKind, right), expected);
  }

  @Test
  void aKeyFileThatIsNotTheCertificatesMustBeRefusedByName() throws Exception {
    Path chain = TestCertificates.writeChain(files.resolve("c.pem"), TestCertificates.CLIENT);
    Path key = TestCertificates.writeKey(files.resolve("c.key"), TestCertificates.STRANGE_CLIENT);
    assertRefused(
        TlsIdentity.pem(chain, key),
        "identity: %s (expected: the private key of the certificate in %s)".formatted(key, chain));
  }

  private static TlsIdentity store(X509Bundle certificate, X509Bundle key) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "client",
        key.getKeyPair().getPrivate(),
        TestCertificates.PASSWORD.toCharArray(),
        certificate.getCertificatePath());
    return TlsIdentity.keyStore(store, TestCertificates.PASSWORD);
  }

  private void assertIsUsed(TlsIdentity identity) {
    builder().tls(tls.withIdentity(identity)).build().closeNow();
  }

  @Test
  void filesThatCannotBeUsedMustBeRefusedByName() throws Exception {
    Path none = files.resolve("none.pem");
    Path nonsense = Files.writeString(files.resolve("nonsense.pem"), "nonsense");
    Path store = TestCertificates.writeStore(files.resolve("client.p12"), TestCertificates.CLIENT);
    assertRefused(TlsTrust.pem(none), "trust: " + none + " (expected: a file that can be read)");
    assertRefused(
        TlsTrust.pem(nonsense), "trust: " + nonsense + " (expected: a PEM file with certificates)");
    assertRefused(
        TlsTrust.keyStore(store, "wrong"),
        "trust: " + store + " (expected: a key store, and its password)");
    assertRefused(
        TlsIdentity.pem(trustFile(), nonsense),
        "identity: " + nonsense + " (expected: a private key in PKCS #8, and its password)");
    assertRefused(
        TlsIdentity.keyStore(
            TestCertificates.trustStore(TestCertificates.AUTHORITY), TestCertificates.PASSWORD),
        "identity: the key store in memory (expected: a key store with a private key)");
  }

  private void assertRefused(TlsTrust trust, String message) {
    assertRefused(TlsOptions.DEFAULT.withTrust(trust), message);
  }

  private void assertRefused(TlsIdentity identity, String message) {
    assertRefused(tls.withIdentity(identity), message);
  }

  private void assertRefused(TlsOptions options, String message) {
    assertThatThrownBy(() -> builder().tls(options).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
