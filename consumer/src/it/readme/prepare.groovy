// Puts the README's code and coordinates into the project, as its reader would.
import java.nio.file.Files
import java.nio.file.Path
import java.util.regex.Pattern

def fenced(String page, String language) {
  def found = Pattern.compile("(?sm)^```" + language + "\\R(.*?)^```").matcher(page)
  assert found.find(): "no $language in the README"
  found.group(1)
}

String readme = new File(root, 'README.md').getText('UTF-8')
String code = '''package consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.belay.client.*;
import io.belay.client.error.*;
import java.util.concurrent.*;

final class Readme {
  static void run(int port) throws Exception {
''' + fenced(readme, 'java').replace('9000', 'port') + '''
  }
}
'''
['class-path', 'module-path'].each { project ->
  Path sources = Files.createDirectories(basedir.toPath().resolve("$project/src/main/java/consumer"))
  Files.writeString(sources.resolve('Readme.java'), code)
  ['App.java', 'EchoServer.java'].each { Files.copy(Path.of(shared, it), sources.resolve(it)) }
}

def dependencies = (fenced(readme, 'xml') =~ /(?s)<dependency>.*?<\/dependency>/).collect { it }
assert dependencies.size() == 2
File pom = new File(basedir, 'pom.xml')
pom.setText(
    pom.getText('UTF-8')
        .replace('<!-- the README: required -->', dependencies[0])
        .replace('<!-- the README: optional -->', dependencies[1]),
    'UTF-8')
true
