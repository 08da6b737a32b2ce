package io.belay.client.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The name server of the lab, on 127.0.0.1 as its resolv.conf says. It knows each {@link DnsName};
 * of any other name the first label says what the answer is.
 */
final class DnsStub implements AutoCloseable {
  private static final int HEADER = 12;
  private static final int RESPONSE = 0x80;
  private static final int AUTHORITATIVE = 0x04;
  private static final int THE_NAME_ASKED_FOR = 0xc000 | HEADER;
  private static final int INTERNET = 1;
  private static final int NO_ERROR = 0;
  private static final int SERVER_FAILURE = 2;
  private static final int NO_SUCH_NAME = 3;

  private final DatagramSocket socket;

  DnsStub() {
    try {
      socket = new DatagramSocket(53, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread thread = new Thread(this::answerAll, "dns-stub");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    socket.close();
  }

  private void answerAll() {
    byte[] buffer = new byte[512];
    while (!socket.isClosed()) {
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(packet);
        answer(packet);
      } catch (IOException e) {
        // Closed, or somebody who asked is gone.
      }
    }
  }

  private void answer(DatagramPacket question) throws IOException {
    byte[] message = Arrays.copyOf(question.getData(), question.getLength());
    int labelLength = message[HEADER];
    String label = new String(message, HEADER + 1, labelLength, StandardCharsets.US_ASCII);
    DnsName name = DnsName.of(label);
    if (name != null) {
      answer(question, message, name);
      return;
    }
    switch (label) {
      case "servfail" -> reply(question, message, SERVER_FAILURE);
      case "nodata" -> reply(question, message, NO_ERROR);
      case "silence" -> {}
      default -> reply(question, message, NO_SUCH_NAME);
    }
  }

  private void answer(DatagramPacket question, byte[] message, DnsName name) throws IOException {
    int type = ByteBuffer.wrap(message).getShort(endOfQuestion(message) - 4);
    switch (name.mannerFor(type)) {
      case NO_SUCH_NAME -> reply(question, message, NO_SUCH_NAME);
      case SERVER_FAILURE -> reply(question, message, SERVER_FAILURE);
      case SILENCE -> {}
      case ANSWER -> reply(question, message, NO_ERROR, type, name);
    }
  }

  private void reply(DatagramPacket question, byte[] message, int code) throws IOException {
    int end = mark(message, code);
    socket.send(new DatagramPacket(message, end, question.getSocketAddress()));
  }

  private void reply(DatagramPacket question, byte[] message, int code, int type, DnsName name)
      throws IOException {
    int end = mark(message, code);
    List<InetAddress> addresses = name.addresses(type);
    message[7] = (byte) addresses.size();
    ByteBuffer out = ByteBuffer.allocate(512).put(message, 0, end);
    for (InetAddress each : addresses) {
      out.putShort((short) THE_NAME_ASKED_FOR).putShort((short) type).putShort((short) INTERNET);
      out.putInt(name.ttlSeconds());
      out.putShort((short) each.getAddress().length).put(each.getAddress());
    }
    socket.send(new DatagramPacket(out.array(), out.position(), question.getSocketAddress()));
  }

  /** Makes of a question a response with a code and without records, and says how long it is. */
  private static int mark(byte[] message, int code) {
    message[2] |= (byte) (RESPONSE | AUTHORITATIVE);
    message[3] = (byte) code;
    // Of what the question may have carried beside itself, nothing is answered.
    Arrays.fill(message, 6, HEADER, (byte) 0);
    return endOfQuestion(message);
  }

  private static int endOfQuestion(byte[] message) {
    int end = HEADER;
    while (message[end] != 0) {
      end += message[end] + 1;
    }
    return end + 1 + 4;
  }
}
