"""Keys and sealing: master → branch → record keys, in a store of their own; blind indexes."""

from platform_core.crypto.blind import blind_index, network_index
from platform_core.crypto.columns import EncryptedText
from platform_core.crypto.current import current_keyring, init_keyring
from platform_core.crypto.faults import (
    CryptoFault,
    KeyDestroyed,
    KeyMissing,
    KeyRefused,
    MasterKeyMissing,
    SealBroken,
)
from platform_core.crypto.keys import NETWORK, RecordRef
from platform_core.crypto.records import (
    SealedCell,
    destroy_record_key,
    destroy_record_keys,
    preload_record_keys,
    prepare_record_keys,
    seal,
    seal_bytes,
    unseal,
    unseal_bytes,
    unseal_many,
    unseal_row,
)

__all__ = [
    "NETWORK",
    "CryptoFault",
    "EncryptedText",
    "KeyDestroyed",
    "KeyMissing",
    "KeyRefused",
    "MasterKeyMissing",
    "RecordRef",
    "SealBroken",
    "SealedCell",
    "blind_index",
    "current_keyring",
    "destroy_record_key",
    "destroy_record_keys",
    "init_keyring",
    "network_index",
    "preload_record_keys",
    "prepare_record_keys",
    "seal",
    "seal_bytes",
    "unseal",
    "unseal_bytes",
    "unseal_many",
    "unseal_row",
]
