//! Variables that a program reads as a number, which must be different in each pod.

use super::pod::Container;
use super::resource::known_str;

/// Variables that Kafka, ZooKeeper and MySQL images read as an integer.
const NUMERIC: &[&str] = &[
    "KAFKA_BROKER_ID",
    "KAFKA_CFG_BROKER_ID",
    "KAFKA_CFG_NODE_ID",
    "KAFKA_NODE_ID",
    "MYSQL_SERVER_ID",
    "ZOOKEEPER_SERVER_ID",
    "ZOO_MY_ID",
    "ZOO_SERVER_ID",
];
/// Variables that only images of such programs read as a number.
const BY_IMAGE: &[&str] = &["BROKER_ID", "NODE_ID", "SERVER_ID"];
const IMAGES: &[&str] = &["kafka", "zookeeper", "mysql", "mariadb", "percona"];

/// Whether the program of a container reads a variable as a number, which must be different in each pod.
pub fn is_numeric(name: &str, container: &Container<'_>) -> bool {
    let image = container.node.get("image").and_then(known_str).unwrap_or("").to_ascii_lowercase();
    NUMERIC.contains(&name) || BY_IMAGE.contains(&name) && IMAGES.iter().any(|part| image.contains(part))
}

/// Whether a command of the container uses the variable, as in `${KAFKA_BROKER_ID##*-}`.
pub fn is_rewritten(name: &str, container: &Container<'_>) -> bool {
    let words = ["command", "args"].iter().filter_map(|key| container.node.get(key)).flat_map(|node| node.items());
    words.into_iter().any(|word| word.text().contains(name))
}
