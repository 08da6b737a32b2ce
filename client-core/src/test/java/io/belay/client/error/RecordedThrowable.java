package io.belay.client.error;

import io.netty.channel.ChannelException;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.channel.unix.Errors;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Builds a throwable from its record. */
final class RecordedThrowable {
  private static final Pattern LINK = Pattern.compile("([A-Za-z_0-9.$]+)\\((.*)\\)");
  private static final Pattern NATIVE =
      Pattern.compile("(.*)\\(\\.\\.\\) failed with error\\((-\\d+)\\).*", Pattern.DOTALL);

  private RecordedThrowable() {}

  static Throwable rebuild(String record) {
    String[] parts = record.split(Pattern.quote(" + "), 2);
    Deque<String> links = new ArrayDeque<>(Arrays.asList(parts[0].split(" <- ")));
    Throwable built = null;
    while (!links.isEmpty()) {
      built = link(links.removeLast(), built);
    }
    if (parts.length == 2) {
      built.addSuppressed(link(parts[1], null));
    }
    return built;
  }

  private static Throwable link(String record, Throwable cause) {
    Matcher matcher = LINK.matcher(record);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(record);
    }
    String message = matcher.group(2).equals("null") ? null : matcher.group(2);
    return switch (matcher.group(1)) {
      // Netty's are private and build their message themselves: look-alikes of the same ancestry.
      case "io.netty.channel.AbstractChannel$AnnotatedConnectException" ->
          new ConnectException(message).initCause(cause);
      case "io.netty.channel.AbstractChannel$AnnotatedNoRouteToHostException" ->
          new NoRouteToHostException(message).initCause(cause);
      case "io.netty.channel.AbstractChannel$AnnotatedSocketException" ->
          new SocketException(message).initCause(cause);
      case "io.netty.channel.StacklessClosedChannelException" ->
          new ClosedChannelException().initCause(cause);
      case "io.netty.util.concurrent.DefaultPromise$LeanCancellationException" ->
          new CancellationException();
      case "io.netty.channel.ChannelException" -> new ChannelException(message, cause);
      case "io.netty.channel.socket.ChannelOutputShutdownException" ->
          new ChannelOutputShutdownException(message, cause);
      case "io.netty.channel.unix.Errors$NativeIoException" -> nativeIo(message);
      case "java.lang.reflect.InvocationTargetException" -> new InvocationTargetException(cause);
      // Packages that the JDK does not open, and a module that is not here.
      case "sun.security.validator.ValidatorException" -> new CertificateException(message, cause);
      case "sun.security.provider.certpath.SunCertPathBuilderException" ->
          new CertPathBuilderException(message, cause);
      case "io.netty.resolver.dns.DnsErrorCauseException",
          "io.netty.resolver.dns.DnsNameResolverTimeoutException" ->
          new IllegalStateException(message);
      default -> construct(matcher.group(1), message, cause);
    };
  }

  private static Throwable nativeIo(String message) {
    Matcher matcher = NATIVE.matcher(message);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(message);
    }
    return new Errors.NativeIoException(matcher.group(1), Integer.parseInt(matcher.group(2)));
  }

  private static Throwable construct(String name, String message, Throwable cause) {
    try {
      Class<?> type = Class.forName(name);
      List<List<Class<?>>> signatures =
          Arrays.stream(type.getDeclaredConstructors())
              .map(constructor -> List.of(constructor.getParameterTypes()))
              .toList();
      if (signatures.contains(List.<Class<?>>of(String.class, Throwable.class))) {
        return (Throwable)
            accessible(type, String.class, Throwable.class).newInstance(message, cause);
      }
      Throwable built =
          message != null || !signatures.contains(List.<Class<?>>of())
              ? (Throwable) accessible(type, String.class).newInstance(message)
              : (Throwable) accessible(type).newInstance();
      return cause == null ? built : built.initCause(cause);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(name, e);
    }
  }

  private static Constructor<?> accessible(Class<?> type, Class<?>... parameters)
      throws NoSuchMethodException {
    Constructor<?> constructor = type.getDeclaredConstructor(parameters);
    if (!type.getName().startsWith("java")) {
      constructor.setAccessible(true);
    }
    return constructor;
  }
}
