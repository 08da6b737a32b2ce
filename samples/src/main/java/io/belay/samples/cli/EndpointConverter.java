package io.belay.samples.cli;

import io.belay.client.Endpoint;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code host:port}, with an IPv6 literal in brackets. */
public final class EndpointConverter implements ITypeConverter<Endpoint> {
  private static final Pattern FORM = Pattern.compile("(?:\\[([^\\]]+)\\]|([^:]+)):(\\d{1,5})");

  @Override
  public Endpoint convert(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "'%s' is not an endpoint (expected: host:port, or [ipv6]:port)".formatted(text));
    }
    String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
    try {
      return new Endpoint(host, Integer.parseInt(matcher.group(3)));
    } catch (IllegalArgumentException outOfRange) {
      throw new TypeConversionException(outOfRange.getMessage());
    }
  }
}
