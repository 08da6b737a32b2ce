package io.belay.samples;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.belay.client.Transport;
import io.belay.heartbeat.ServerOptions;
import io.belay.samples.server.EchoServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Timeout(60)
class EchoTest {
  private static EchoServer server;

  @BeforeAll
  static void start() throws Exception {
    server =
        EchoServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Transport.NIO,
            ServerOptions.DEFAULT);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  void everyRequestMustComeBackByteForByte(Transport transport) throws Exception {
    Result result = echo("--count=2000", "--transport=" + transport, "--json");
    assertThat(result.exitCode).isZero();
    JsonNode json = result.json();
    assertThat(json.get("sent").asLong()).isEqualTo(2000);
    assertThat(json.get("ok").asLong()).isEqualTo(2000);
    assertThat(json.get("failed").isEmpty()).isTrue();
    assertThat(json.get("failures").isEmpty()).isTrue();
    assertThat(json.get("connections_opened").asLong()).isBetween(1L, 4L);
    assertThat(json.get("connections_lost").asLong()).isZero();
    assertThat(Stream.of("req_per_s", "p50_us", "p99_us", "p999_us"))
        .allSatisfy(name -> assertThat(json.get(name).asLong()).as(name).isPositive());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "70000", "1000000"})
  void bodiesOfAnySizeMustComeBack(String size) {
    assertThat(echo("--count=50", "--size=" + size).exitCode).isZero();
  }

  @Test
  void aRateMustBeKept() throws Exception {
    Result result = echo("--rate=500", "--duration=1s", "--json");
    assertThat(result.exitCode).isZero();
    assertThat(result.json().get("ok").asLong()).isBetween(450L, 500L);
  }

  @Test
  void theMetersMustBePrintedWhereTheyAreAskedFor() {
    Result result = echo("--count=1000", "--meters");
    assertThat(result.exitCode).isZero();
    String endpoint = "endpoint=127.0.0.1:" + server.address().getPort();
    assertThat(result.output.lines())
        .anyMatch(
            matching(
                "  belay.request.duration +" + endpoint + " outcome=answered +1,000 × .*, m.*"))
        .anyMatch(matching("  belay.connections +" + endpoint + " state=ready +\\d connections"))
        .anyMatch(matching("  belay.bytes +direction=sent " + endpoint + " +\\d.* bytes"));
    assertThat(result.output).doesNotContain(" 0 connections");
    assertThat(echo("--count=10").output).doesNotContain("belay.");
  }

  private static Predicate<String> matching(String pattern) {
    return Pattern.compile(pattern).asMatchPredicate();
  }

  @Test
  void aServerThatIsNotThereMustBeNamedWithItsErrno() throws Exception {
    Result result = echoTo(unusedPort(), "--count=3", "--timeout=2s", "--json");
    assertThat(result.exitCode).isEqualTo(1);
    JsonNode json = result.json();
    assertThat(json.get("failed").get("ConnectionRefusedException").asLong()).isEqualTo(3);
    JsonNode first = json.get("failures").get(0);
    assertThat(first.get("type").asText()).isEqualTo("ConnectionRefusedException");
    assertThat(first.get("errno").asText()).isEqualTo("ECONNREFUSED");
    assertThat(first.get("phase").asText()).isEqualTo("CONNECT");
    assertThat(first.get("delivery").asText()).isEqualTo("NOT_SENT");
    assertThat(first.get("after_ms").asLong()).isBetween(1900L, 10_000L);
    assertThat(result.output).contains("ConnectionRefusedException   ECONNREFUSED   CONNECT");
  }

  @Test
  void inputThatIsNoFrameMustNotDisturbOthers() throws Exception {
    try (Socket browser = new Socket(server.address().getAddress(), server.address().getPort())) {
      browser.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
      assertThat(echo("--count=100").exitCode).isZero();
      browser.setSoTimeout(10_000);
      assertThat(endsWithoutAWord(browser)).isTrue();
    }
  }

  @Test
  void aClientThatReadsNothingMustCostBoundedMemory() throws Exception {
    ByteBuffer request = ByteBuffer.allocate(8 + 8 + (1 << 16));
    long limit = 64L << 20;
    long taken = 0;
    long id = 0;
    try (SocketChannel glutton = SocketChannel.open(server.address())) {
      glutton.configureBlocking(false);
      long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
      request.limit(0);
      while (taken < limit && System.nanoTime() - endNanos < 0) {
        if (!request.hasRemaining()) {
          request.clear();
          request.putInt(0, request.capacity() - 8).putInt(4, 16).putLong(8, ++id);
        }
        taken += glutton.write(request);
      }
      assertThat(taken).isBetween(1L << 16, limit - 1);
      assertThat(echo("--count=100").exitCode).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--size=-1",
        "--concurrency=0",
        "--rate=0",
        "--rate=Infinity",
        "--heartbeat=1s",
        "--connections=4..1",
        "--timeout=0s",
        "--nonsense"
      })
  void nonsenseMustBeRefusedInAFewWords(String option) {
    Result result = echo(option);
    assertThat(result.exitCode).isEqualTo(2);
    assertThat(result.errors.lines()).hasSizeBetween(1, 2);
  }

  @Test
  void aServerThatCannotListenMustSaySoInOneLine() {
    Result refused = run("echo-server", "--port=65536");
    assertThat(refused.exitCode).isEqualTo(2);
    assertThat(refused.errors.strip()).isEqualTo("port: 65536 (expected: 0 to 65535)");

    Result taken = run("echo-server", "--port=" + server.address().getPort());
    assertThat(taken.exitCode).isEqualTo(1);
    assertThat(taken.errors.lines()).singleElement().asString().contains("EADDRINUSE");
  }

  @Test
  void oneRequestIsNotCalledRequests() {
    assertThat(echo("--count=1", "--size=1").output).startsWith("1 request of 1 byte to ");
  }

  @Test
  void eachCommandMustExplainItself() {
    for (String command : List.of("echo-server", "echo-client", "demo")) {
      Result result = run(command, "--help");
      assertThat(result.exitCode).isZero();
      assertThat(result.output).contains("samples/run " + command).doesNotContain("${", "Optional");
    }
    assertThat(run("--help").output).contains("echo-server", "echo-client", "demo");
  }

  private static boolean endsWithoutAWord(Socket socket) throws Exception {
    try {
      return socket.getInputStream().read() < 0;
    } catch (java.net.SocketException reset) {
      return true;
    }
  }

  private static int unusedPort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Result echo(String... options) {
    return echoTo(server.address().getPort(), options);
  }

  private static Result echoTo(int port, String... options) {
    return run(
        Stream.concat(Stream.of("echo-client", "--endpoint=127.0.0.1:" + port), Stream.of(options))
            .toArray(String[]::new));
  }

  private static Result run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine =
        Samples.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int exitCode = commandLine.execute(args);
    return new Result(exitCode, out.toString(), err.toString());
  }

  private record Result(int exitCode, String output, String errors) {
    JsonNode json() throws Exception {
      String last = output.lines().reduce((before, line) -> line).orElseThrow();
      return new ObjectMapper().readTree(last);
    }
  }
}
