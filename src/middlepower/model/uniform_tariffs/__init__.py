"""Games of one tariff per importer on `multi_sector`: Lashkaripour (2021), Eq. (14). Open `equations` first."""
