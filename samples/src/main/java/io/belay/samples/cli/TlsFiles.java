package io.belay.samples.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** The files of either end that speaks TLS. */
public final class TlsFiles {
  @Option(
      names = "--tls-trust",
      showDefaultValue = Visibility.NEVER,
      paramLabel = "PEM",
      description =
          "Certificates that the other end's must be signed by; repeatable. Default: at the client"
              + " the JDK's, at the server none, and any client is served")
  private List<Path> trust = List.of();

  @Option(
      names = "--tls-cert",
      showDefaultValue = Visibility.NEVER,
      paramLabel = "PEM",
      description = "This end's certificate, and those between it and its authority's.")
  private Optional<Path> certificate = Optional.empty();

  @Option(
      names = "--tls-key",
      showDefaultValue = Visibility.NEVER,
      paramLabel = "PEM",
      description = "The private key of --tls-cert, in PKCS #8.")
  private Optional<Path> key = Optional.empty();

  private TlsFiles() {}

  /**
   * None yet: picocli fills them in.
   *
   * @return no files
   */
  public static TlsFiles none() {
    return new TlsFiles();
  }

  /** A certificate and its private key. */
  public record KeyPair(Path certificate, Path key) {}

  /**
   * Who vouches for the other end.
   *
   * @return PEM files
   */
  public List<Path> trust() {
    return trust;
  }

  /**
   * What this end shows of itself.
   *
   * @return its files, if there are any
   * @throws IllegalArgumentException if there is one without the other
   */
  public Optional<KeyPair> keyPair() {
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException(
          certificate.isPresent()
              ? "--tls-cert: without --tls-key (expected: both)"
              : "--tls-key: without --tls-cert (expected: both)");
    }
    return certificate.map(file -> new KeyPair(file, key.orElseThrow()));
  }

  /**
   * Whether any is named.
   *
   * @return whether TLS is meant
   */
  public boolean any() {
    return !trust.isEmpty() || certificate.isPresent() || key.isPresent();
  }
}
