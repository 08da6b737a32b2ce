package io.belay.client;

import static io.belay.client.peer.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import io.belay.client.error.BelayException;
import io.belay.client.error.Delivery;
import io.belay.client.error.Errno;
import io.belay.client.error.Phase;
import io.belay.client.error.TlsException;
import io.belay.client.error.TlsException.Problem;
import io.belay.client.peer.CapturedLog;
import io.belay.client.peer.ScriptedPeer;
import io.belay.client.peer.TestCertificates;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Who is spoken to over TLS, who is not, and what it is called: over real sockets. */
@Timeout(60)
class TlsTest {
  private static final byte[] REQUEST = "request".getBytes(StandardCharsets.UTF_8);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir private Path files;

  private TlsOptions trusting() throws IOException {
    return TlsOptions.DEFAULT.withTrust(
        TlsTrust.pem(
            TestCertificates.writeRoot(files.resolve("ca.pem"), TestCertificates.AUTHORITY)));
  }

  private static BelayClientBuilder builder(int port, TlsOptions tls) {
    return BelayClient.builder()
        .endpoint("localhost", port)
        .pool(PoolOptions.DEFAULT.withMaxConnections(1))
        .connectTimeout(PATIENCE)
        .tls(tls);
  }

  /** What a caller is told who does not wait for things to get better. */
  private static TlsException failure(BelayClientBuilder builder) {
    try (BelayClient<byte[], byte[]> client = builder.build()) {
      return catchThrowableOfType(
          TlsException.class,
          () -> client.send(REQUEST, RequestOptions.DEFAULT.withFailFast(true)));
    }
  }

  private static void assertFailed(TlsException failure, Problem problem) {
    assertThat(failure).isNotNull();
    assertThat(failure.problem()).as("%s", failure).isEqualTo(problem);
    assertThat(failure.phase()).isEqualTo(Phase.TLS);
    assertThat(failure.delivery()).isEqualTo(Delivery.NOT_SENT);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aTrustedServerMustBeSpokenTo(Transport transport) throws IOException {
    try (ScriptedPeer peer =
            new ScriptedPeer(TestCertificates.serverContext(TestCertificates.SERVER));
        BelayClient<byte[], byte[]> client =
            builder(peer.port(), trusting()).transport(transport).build()) {
      List<CompletableFuture<byte[]>> answers = new ArrayList<>();
      for (int i = 0; i < 4_000; i++) {
        answers.add(client.sendAsync(bytes("request " + i)));
      }
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).join()).isEqualTo(bytes("request " + i));
      }
      byte[] large = new byte[3 << 20];
      large[large.length - 1] = 7;
      assertThat(client.send(large)).isEqualTo(large);
      TlsDetails agreed = client.snapshot().connections().get(0).tls().orElseThrow();
      assertThat(agreed.protocol()).isEqualTo("TLSv1.3");
      assertThat(agreed.cipherSuite()).startsWith("TLS_");
    }
  }

  static Stream<Arguments> bad() {
    return Stream.of(Transport.NIO, Transport.EPOLL, Transport.IO_URING)
        .flatMap(
            transport ->
                Stream.of(
                    Arguments.of(transport, TestCertificates.STRANGE_SERVER, Problem.UNTRUSTED),
                    Arguments.of(transport, TestCertificates.EXPIRED, Problem.EXPIRED),
                    Arguments.of(transport, TestCertificates.EARLY, Problem.EXPIRED),
                    Arguments.of(transport, TestCertificates.ELSEWHERE, Problem.WRONG_HOST)));
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("bad")
  void aServerWithABadCertificateMustBeRefusedByItsFault(
      Transport transport, io.netty.pkitesting.X509Bundle server, Problem problem)
      throws IOException {
    try (ScriptedPeer peer = new ScriptedPeer(TestCertificates.serverContext(server))) {
      TlsException failure = failure(builder(peer.port(), trusting()).transport(transport));

      assertFailed(failure, problem);
      assertThat(failure.permanent()).isTrue();
      assertThat(peer.requests).hasValue(0);
    }
  }

  @Test
  void theJdksAuthoritiesMustBeTrustedWhereNobodyNamesOthers() {
    try (ScriptedPeer peer =
        new ScriptedPeer(TestCertificates.serverContext(TestCertificates.SERVER))) {
      assertFailed(failure(builder(peer.port(), TlsOptions.DEFAULT)), Problem.UNTRUSTED);
    }
  }

  @Test
  void anotherNameMustDoIfItIsAskedForOrIfNamesAreNotVerified() throws IOException {
    try (ScriptedPeer peer =
        new ScriptedPeer(TestCertificates.serverContext(TestCertificates.ELSEWHERE))) {
      assertAnswers(builder(peer.port(), trusting().withServerName("elsewhere.test")));
      assertAnswers(builder(peer.port(), trusting().withoutHostNameVerification()));
    }
  }

  @Test
  void aNameThatEndsInADotMustBeTheSameName() throws IOException {
    try (ScriptedPeer peer =
        new ScriptedPeer(TestCertificates.serverContext(TestCertificates.SERVER))) {
      assertAnswers(BelayClient.builder().endpoint("localhost.", peer.port()).tls(trusting()));
    }
  }

  @Test
  void anAddressMustDoIfTheCertificateIsForIt() throws IOException {
    try (ScriptedPeer peer =
        new ScriptedPeer(TestCertificates.serverContext(TestCertificates.SERVER))) {
      assertAnswers(BelayClient.builder().endpoint("127.0.0.1", peer.port()).tls(trusting()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NIO, TLSv1.3", "EPOLL, TLSv1.3", "IO_URING, TLSv1.3",
    "NIO, TLSv1.2", "EPOLL, TLSv1.2", "IO_URING, TLSv1.2"
  })
  void aServerThatWantsToKnowTheClientMustBeShownWhoItIs(Transport transport, String protocol)
      throws Exception {
    SslContext tls = TestCertificates.mutualContext(TestCertificates.SERVER, protocol);
    TlsIdentity known = pem("client", TestCertificates.CLIENT);
    TlsIdentity unknown = pem("stranger", TestCertificates.STRANGE_CLIENT);
    TlsIdentity store =
        TlsIdentity.keyStore(
            TestCertificates.writeStore(files.resolve("client.p12"), TestCertificates.CLIENT),
            TestCertificates.PASSWORD);
    try (ScriptedPeer peer = new ScriptedPeer(tls)) {
      assertAnswers(builder(peer.port(), trusting().withIdentity(known)).transport(transport));
      assertAnswers(builder(peer.port(), trusting().withIdentity(store)).transport(transport));
      for (TlsOptions refused : List.of(trusting(), trusting().withIdentity(unknown))) {
        // The alert may be lost to the reset that follows it, and the name then says less. So it
        // does if the alert is handshake_failure, as TLS 1.2 of newer JDKs tells who shows nothing.
        TlsException failure = failure(builder(peer.port(), refused).transport(transport));
        boolean vague =
            failure.getCause() != null
                && String.valueOf(failure.getCause().getMessage()).contains("handshake_failure");
        assertThat(failure.problem())
            .as("%s, by %s", failure, failure.getCause())
            .isIn(vague ? Problem.FAILED : Problem.IDENTITY_REFUSED, Problem.CLOSED_IN_HANDSHAKE);
        assertFailed(failure, failure.problem());
        assertThat(failure.remedy()).contains("certificate");
      }
      assertThat(peer.requests).hasValue(2);
    }
  }

  /** No reset follows the alert that could overtake it. */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void aServerThatRefusesTheClientsIdentityMustBeNamed(Transport transport) throws IOException {
    JdkSslContext tls =
        (JdkSslContext) TestCertificates.mutualContext(TestCertificates.SERVER, "TLSv1.3");
    try (RawServer server =
        new RawServer(
            socket -> {
              SSLSocket secure =
                  (SSLSocket) tls.context().getSocketFactory().createSocket(socket, null, 0, false);
              secure.setUseClientMode(false);
              secure.setNeedClientAuth(true);
              assertThatThrownBy(secure::startHandshake).isInstanceOf(SSLException.class);
            })) {
      for (TlsOptions refused :
          List.of(trusting(), trusting().withIdentity(pem("c", TestCertificates.STRANGE_CLIENT)))) {
        TlsException failure = failure(builder(server.port(), refused).transport(transport));

        assertFailed(failure, Problem.IDENTITY_REFUSED);
        assertThat(failure.permanent()).isTrue();
      }
    }
  }

  @Test
  void aClientThatDoesNotVerifyHostNamesMustWarnWhenItIsBuilt() throws IOException {
    try (CapturedLog log = new CapturedLog(Level.WARN)) {
      // Nobody listens there, nor need anybody.
      builder(1, trusting()).name("verifying").build().closeNow();
      builder(1, trusting().withoutHostNameVerification()).name("gullible").build().closeNow();

      assertThat(log.lines("gullible: ")).singleElement().asString().contains("WARN", "host name");
      assertThat(log.lines("verifying: ")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aPlainTextServerThatClosesMustBeNamed(Transport transport) throws IOException {
    try (ScriptedPeer peer = new ScriptedPeer()) {
      assertFailed(
          failure(builder(peer.port(), trusting()).transport(transport)),
          Problem.CLOSED_IN_HANDSHAKE);
      assertThat(peer.wireErrors).isNotEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aPlainTextServerThatTalksMustBeNamed(Transport transport) throws IOException {
    try (RawServer server =
        new RawServer(
            socket -> {
              var unused = socket.getInputStream().read();
              socket.getOutputStream().write(bytes("HTTP/1.1 400 Bad Request\r\n\r\n"));
            })) {
      assertFailed(
          failure(builder(server.port(), trusting()).transport(transport)), Problem.NOT_TLS);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aServerThatFreezesInTheHandshakeMustCostNoMoreThanTheConnectTimeout(Transport transport)
      throws IOException {
    byte[] halfARecord = {22, 3, 3, 0, 100, 2, 0, 0, 96, 3, 3};
    try (RawServer server =
        new RawServer(
            socket -> {
              var unused = socket.getInputStream().read();
              socket.getOutputStream().write(halfARecord);
            })) {
      long start = System.nanoTime();
      TlsException failure =
          failure(
              builder(server.port(), trusting())
                  .transport(transport)
                  .connectTimeout(Duration.ofMillis(500)));

      assertFailed(failure, Problem.HANDSHAKE_TIMEOUT);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(450), Duration.ofSeconds(8));
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aServerThatClosesInTheHandshakeMustBeNamed(Transport transport) throws IOException {
    try (RawServer server =
        new RawServer(
            socket -> {
              // All of it, or the close would be a reset.
              var unused = socket.getInputStream().read(new byte[16 << 10]);
              socket.close();
            })) {
      assertFailed(
          failure(builder(server.port(), trusting()).transport(transport)),
          Problem.CLOSED_IN_HANDSHAKE);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aServerThatResetsInTheHandshakeMustBeNamedWithItsErrno(Transport transport)
      throws IOException {
    try (RawServer server =
        new RawServer(
            socket -> {
              var unused = socket.getInputStream().read();
              socket.setSoLinger(true, 0);
              socket.close();
            })) {
      TlsException failure = failure(builder(server.port(), trusting()).transport(transport));

      assertFailed(failure, Problem.CLOSED_IN_HANDSHAKE);
      assertThat(failure.errno()).contains(Errno.ECONNRESET);
    }
  }

  @Test
  void aFailureOfTlsMustNotKeepTheClientFromConnectingLater() throws IOException {
    try (ScriptedPeer peer =
            new ScriptedPeer(TestCertificates.serverContext(TestCertificates.EXPIRED));
        BelayClient<byte[], byte[]> client =
            builder(peer.port(), trusting()).requestTimeout(Duration.ofSeconds(30)).build()) {
      CompletableFuture<byte[]> request = client.sendAsync(REQUEST);
      eventually("it was tried", () -> peer.accepted.get() > 0);
      peer.tls = TestCertificates.serverContext(TestCertificates.SERVER);

      assertThat(request).succeedsWithin(30, TimeUnit.SECONDS).isEqualTo(REQUEST);
    }
  }

  private TlsIdentity pem(String name, io.netty.pkitesting.X509Bundle bundle) throws IOException {
    return TlsIdentity.pem(
        TestCertificates.writeChain(files.resolve(name + ".pem"), bundle),
        TestCertificates.writeKey(files.resolve(name + ".key"), bundle));
  }

  private static void assertAnswers(BelayClientBuilder builder) {
    try (BelayClient<byte[], byte[]> client = builder.build()) {
      assertThat(client.send(REQUEST)).isEqualTo(REQUEST);
    } catch (BelayException e) {
      throw new AssertionError("should be trusted", e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A server with blocking sockets, which does the same with each, and then nothing. */
  private static final class RawServer implements AutoCloseable {
    private interface Manner {
      void serve(Socket socket) throws IOException;
    }

    private final ServerSocket listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new ArrayList<>();

    RawServer(Manner manner) throws IOException {
      Thread thread =
          new Thread(
              () -> {
                try {
                  while (true) {
                    Socket socket = listener.accept();
                    sockets.add(socket);
                    manner.serve(socket);
                  }
                } catch (IOException closed) {
                  // The test is over.
                }
              });
      thread.setDaemon(true);
      thread.start();
    }

    int port() {
      return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      listener.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }
}
