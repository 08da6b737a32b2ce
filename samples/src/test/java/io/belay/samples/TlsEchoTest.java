package io.belay.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.Transport;
import io.belay.heartbeat.ServerOptions;
import io.belay.samples.cli.TlsFiles;
import io.belay.samples.server.EchoServer;
import io.belay.samples.server.ServerTls;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The echo samples over TLS, each end showing who it is. */
@Timeout(60)
class TlsEchoTest {
  @TempDir private static Path files;
  private static Path authority;
  private static EchoServer server;

  @BeforeAll
  static void start() throws Exception {
    X509Bundle ca =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=authority")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    authority = Files.writeString(files.resolve("ca.pem"), ca.getCertificatePEM());
    write(
        "server",
        new CertificateBuilder()
            .ecp256()
            .subject("CN=server")
            .addSanDnsName("echo.test")
            .buildIssuedBy(ca));
    write("client", new CertificateBuilder().ecp256().subject("CN=client").buildIssuedBy(ca));
    TlsFiles tls =
        CommandLine.populateCommand(
            TlsFiles.none(),
            "--tls-trust=" + authority,
            "--tls-cert=" + files.resolve("server.pem"),
            "--tls-key=" + files.resolve("server.key"));
    server =
        EchoServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Transport.NIO,
            ServerOptions.DEFAULT,
            ServerTls.context(tls));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void write(String name, X509Bundle bundle) throws Exception {
    Files.writeString(files.resolve(name + ".pem"), bundle.getCertificatePathPEM());
    Files.writeString(files.resolve(name + ".key"), bundle.getPrivateKeyPEM());
  }

  @Test
  void everyRequestMustComeBackByteForByte() {
    assertThat(
            echo(
                    "--count=2000",
                    "--tls-trust=" + authority,
                    "--tls-name=echo.test",
                    "--tls-cert=" + files.resolve("client.pem"),
                    "--tls-key=" + files.resolve("client.key"))
                .exitCode)
        .isZero();
  }

  @Test
  void aClientThatDoesNotSayWhoItIsMustBeToldWhatItLacks() {
    Result result = echo("--count=1", "--timeout=6s", "--tls-trust=" + authority, "--tls-any-host");
    assertThat(result.exitCode).isEqualTo(1);
    assertThat(result.output).contains("TlsException");
  }

  @Test
  void optionsThatNeedEachOtherMustBeRefusedAlone() {
    assertRefused(echo("--tls-cert=c.pem"), "--tls-cert: without --tls-key (expected: both)");
    assertRefused(
        run("echo-server", "--tls-trust=" + authority),
        "--tls-trust: without --tls-cert (expected: a server's certificate)");
  }

  private static void assertRefused(Result result, String errors) {
    assertThat(result.exitCode).isEqualTo(2);
    assertThat(result.errors.strip()).isEqualTo(errors);
  }

  private static Result echo(String... options) {
    String endpoint = "--endpoint=127.0.0.1:" + server.address().getPort();
    return run(
        Stream.concat(Stream.of("echo-client", endpoint), Stream.of(options))
            .toArray(String[]::new));
  }

  private static Result run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine =
        Samples.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return new Result(commandLine.execute(args), out.toString(), err.toString());
  }

  private record Result(int exitCode, String output, String errors) {}
}
